// The register on this device, with or without a connection (decision 16).
import * as kept from '/assets/kept.js'

const main = document.querySelector('#register')
const status = document.querySelector('#status')
const IDLE = 15 * 60_000
let open // { copy, key, pack, marks, day, told }

function make (name, properties = {}, ...children) {
  const { class: sort, for: target, ...rest } = properties
  const one = document.createElement(name)
  if (sort) one.className = sort
  if (target) one.htmlFor = target
  for (const [key, value] of Object.entries(rest)) if (key.startsWith('aria-') || key === 'role') one.setAttribute(key, value); else one[key] = value
  one.append(...children)
  return one
}
const text = (words, sort = 'govuk-body') => make('p', { class: sort }, words)
const button = (words, act, sort = '') => { const one = make('button', { class: `govuk-button ${sort}`, type: 'button' }, words); one.addEventListener('click', act); return one }
const link = (href, words) => make('a', { class: 'govuk-link', href }, words)
const heading = (words, sort = 'l') => make(sort === 'l' ? 'h1' : 'h2', { class: `govuk-heading-${sort}` }, words)
const time = (at) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(at)
const moment = (at) => new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(at)
const say = (words, ...more) => status.replaceChildren(words, ...more)
const show = (...parts) => main.replaceChildren(...parts)
function field (id, words, properties, hint) {
  const parts = [make('label', { class: 'govuk-label', for: id }, words)]
  if (hint) parts.push(make('div', { class: 'govuk-hint', id: `${id}-hint` }, hint))
  parts.push(make('input', { class: 'govuk-input govuk-input--width-20', id, name: id, autocomplete: 'off', spellcheck: false, ...properties, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) }))
  return make('div', { class: 'govuk-form-group' }, ...parts)
}

// --- Locked.
async function begin () {
  const ended = await kept.expire()
  const all = await kept.copies()
  say('')
  if (all.length === 0) {
    show(heading('Register'), text(ended ? 'The register that was kept here has ended after 72 hours and was erased.' : 'No register is kept on this device.'),
      make('p', { class: 'govuk-body' }, 'To keep one, open a session\'s ', link('/today', 'register'), ' while there is a connection.'))
    return
  }
  if (all.length === 1) return locked(all[0])
  show(heading('Registers on this device'), make('ul', { class: 'govuk-list' }, ...all.map((copy) => make('li', {}, button(`Session ${copy.reference}`, () => locked(copy), 'govuk-button--secondary')))))
}

async function locked (copy) {
  if (location.hash !== '#locked') {
    const share = await kept.shareOf(copy)
    const key = share && await kept.byShare(copy, share).catch(() => undefined)
    if (key) return unlocked(copy, key)
  }
  const fresh = await kept.copyOf(copy.id)
  if (!fresh) return begin()
  const form = make('form', { class: 'trellis-narrow', noValidate: true },
    field('code', 'Code', { type: 'password' }, 'The code chosen when the register was kept on this device. Capitals and spaces do not count.'),
    make('button', { class: 'govuk-button', type: 'submit' }, 'Open the register'))
  const wrong = make('p', { class: 'govuk-error-message', role: 'alert' })
  form.prepend(wrong)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const key = await kept.byCode(copy.id, form.elements.code.value)
    if (key) return unlocked(await kept.copyOf(copy.id), key)
    const left = await kept.copyOf(copy.id)
    if (!left?.byCode) return locked(copy)
    wrong.textContent = `This is not the code. ${kept.TRIES - left.tries} more tries.`
    form.elements.code.value = ''
    form.elements.code.focus()
  })
  show(heading(`Register of session ${copy.reference}`), text(`It is on this device until ${moment(copy.ends)} and then erased.`),
    ...(fresh.byCode ? [form] : [text('The code was wrong too often and opens nothing any more. What was marked is still here: with a connection, sign in as the person who kept the register and come back to this page.')]),
    make('p', { class: 'govuk-body' }, 'With a connection, whoever kept it can ', link(`/sign-in?next=${encodeURIComponent('/today')}`, 'sign in'), ' and come back to this page instead.'))
  form.elements.code?.focus()
}

// --- Open.
async function unlocked (copy, key) {
  const leaving = location.hash === '#unsent'
  history.replaceState(null, '', location.pathname)
  const pack = await kept.packOf(copy, key)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now())
  open = { copy, key, pack, marks: await kept.allMarks(copy.id, key), day: (pack.days.find((day) => day.date >= today) ?? pack.days.at(-1)).id, told: leaving ? 'You are still signed in: some marks were not sent. Wait until they are, or remove the register from this device; then sign out.' : '' }
  draw()
  send()
  rest()
}
let resting
function rest () { clearTimeout(resting); if (open) resting = setTimeout(lock, IDLE) }
function lock () { location.hash = '#locked'; location.reload() }
for (const sort of ['pointerdown', 'keydown']) document.addEventListener(sort, rest)

// Everybody on a day: how the service knows them, and what was marked here last.
function lines () {
  const last = new Map()
  for (const mark of open.marks) if (mark.day === open.day) last.set(mark.who, { ...mark, name: mark.name ?? last.get(mark.who)?.name, email: mark.email ?? last.get(mark.who)?.email })
  const people = open.pack.people.map((one) => ({ id: one.id, name: one.name, note: one.note, how: one.there[open.day], mark: last.get(one.id) }))
  const known = new Set(open.pack.people.map((one) => one.id))
  // Whoever walked in on one day of the session is on the list of the others.
  const named = new Map()
  for (const mark of open.marks) if (mark.name && !known.has(mark.who)) named.set(mark.who, mark)
  const walkIns = [...named].filter(([who]) => last.has(who) || open.marks.findLast((mark) => mark.who === who).there)
    .map(([who, { name, email }]) => ({ id: who, name, email, note: 'walk-in', mark: last.get(who) }))
  const shown = people.filter((one) => one.note !== 'had cancelled' || one.how || one.mark)
  return [...shown, ...walkIns].sort((one, other) => one.name.localeCompare(other.name, 'en-GB'))
}
// What is on its way to the disk stays as it was ticked while the page is drawn for another mark.
const saving = new Map()
const here = (line) => saving.get(`${open.day} ${line.id}`) ?? (line.mark && (!line.mark.sent || line.note === 'walk-in') ? line.mark.there : Boolean(line.how))

function note (line) {
  const parts = [line.note]
  if (line.how === 'phone') parts.push('signed in by phone')
  if (line.mark && !line.mark.sent) parts.push('not sent yet')
  if (line.mark?.sent && !line.mark.there && line.how) parts.push('you said not here: to be settled on the register')
  return parts.filter(Boolean).join(', ')
}

async function mark (who, there, more = {}) {
  const id = crypto.randomUUID()
  const [place, day] = [`${open.day} ${who ?? id}`, open.day]
  saving.set(place, there)
  try {
    open.marks.push(await kept.add(open.copy.id, open.key, { id, day, who: who ?? id, there, ...more }))
    open.marks.sort((one, other) => one.seq - other.seq)
  } finally { saving.delete(place) }
  // What is being typed about somebody else stays, unless it was just added.
  if (who) draw(); else draw([])
  send()
}

let focus
function draw (typed = [...main.querySelectorAll('#name, #email')].map((one) => one.value)) {
  const { pack, copy } = open
  const waiting = open.marks.filter((one) => !one.sent).length
  const complete = open.marks.findLast((one) => one.who === open.day)
  const boxes = lines().map((line, place) => {
    const id = `person-${place + 1}`
    const box = make('input', { class: 'govuk-checkboxes__input', type: 'checkbox', id, checked: here(line), 'aria-describedby': `${id}-note` })
    box.addEventListener('change', () => { focus = line.id; mark(line.id, box.checked, line.note === 'walk-in' && box.checked ? { name: line.name, email: line.email ?? '' } : {}) })
    if (focus === line.id) queueMicrotask(() => box.focus())
    return make('div', { class: 'govuk-checkboxes__item' }, box, make('label', { class: 'govuk-label govuk-checkboxes__label', for: id }, line.name),
      make('div', { class: 'govuk-hint govuk-checkboxes__hint', id: `${id}-note` }, note(line)))
  })
  const day = pack.days.find((one) => one.id === open.day)
  const days = pack.days.length < 2 ? [] : [make('ul', { class: 'govuk-list' }, ...pack.days.map((one) => make('li', {}, one.id === open.day ? make('strong', {}, one.text) : button(one.text, () => { open.day = one.id; draw() }, 'govuk-button--secondary'))))]
  const walkIn = make('form', { noValidate: true }, field('name', 'Name', { maxLength: 200 }), field('email', 'Work e-mail address (optional)', { type: 'email', maxLength: 200 }, 'With it the person is known again next time.'),
    make('button', { class: 'govuk-button govuk-button--secondary', type: 'submit' }, 'Add to the register'))
  if (typed.length === 2) [walkIn.elements.name.value, walkIn.elements.email.value] = typed
  walkIn.addEventListener('submit', (event) => {
    event.preventDefault()
    const [name, email] = [walkIn.elements.name.value.trim(), walkIn.elements.email.value.trim()]
    if (!/\p{L}/u.test(name)) { walkIn.elements.name.focus(); say('Enter the name.'); return }
    // Pressed twice, she comes once.
    const add = walkIn.querySelector('button')
    if (add.disabled) return
    add.disabled = true
    focus = undefined
    mark(undefined, true, { name, email }).catch(() => { add.disabled = false; say('This could not be kept on the device. Try once more.') })
  })
  show(make('span', { class: 'govuk-caption-l' }, pack.title), heading('Register'), ...days,
    make('fieldset', { class: 'govuk-fieldset' }, make('legend', { class: 'govuk-fieldset__legend govuk-fieldset__legend--m' }, day.text),
      make('div', { class: 'govuk-hint' }, 'Each tick is kept on this device at once and sent as soon as there is a connection.'),
      make('div', { class: 'govuk-checkboxes govuk-checkboxes--small' }, ...boxes)),
    complete ? text(`You said at ${time(complete.at)} that this register is complete.`, 'govuk-body govuk-!-margin-top-4') : button('This register is complete', () => { focus = undefined; mark(open.day, true) }, 'govuk-!-margin-top-4'),
    heading('Somebody who has not booked', 'm'), walkIn,
    heading('This device', 'm'), text(`The register is on this device until ${moment(copy.ends)}, encrypted, and then erased.`),
    make('div', { class: 'govuk-button-group' }, button('Lock', lock, 'govuk-button--secondary'), button('Remove from this device', () => remove(waiting), 'govuk-button--warning')))
  tell()
}

function tell () {
  const waiting = open.marks.filter((one) => !one.sent).length
  if (waiting > 0) say(`${waiting === 1 ? '1 mark is' : `${waiting} marks are`} on this device only, and will be sent as soon as there is a connection. ${open.told}`)
  else if (open.waiting > 0) say(`Everything is sent. ${open.waiting === 1 ? '1 mark needs' : `${open.waiting} marks need`} a decision: `, link(`/sessions/${open.copy.reference}/register/settle`, 'settle it'), '.')
  else say(open.sentAt ? `Everything is sent, last at ${time(open.sentAt)}.` : 'Nothing waits to be sent.')
}

function remove (waiting) {
  if (waiting === 0) return gone('The register is removed from this device.')
  const ask = make('div', { class: 'govuk-inset-text', role: 'alert', tabIndex: -1 }, text(`${waiting === 1 ? '1 mark has' : `${waiting} marks have`} not been sent. Once removed, nobody can bring ${waiting === 1 ? 'it' : 'them'} back.`),
    make('div', { class: 'govuk-button-group' }, button('Remove all the same', () => gone('The register and what was not sent are removed from this device.'), 'govuk-button--warning'), button('Keep', () => { draw() }, 'govuk-button--secondary')))
  main.append(ask)
  ask.focus()
}
async function gone (words) {
  await kept.erase(open.copy.id)
  open = undefined
  show(heading('Register'), text(words), make('p', { class: 'govuk-body' }, link('/today', 'Today')))
  say('')
}

// --- Sending: in order, one lot at a time; what the service has is never sent again, and what was sent twice counts once.
let busy = false
let again
async function send () {
  if (busy || !open) return
  busy = true
  clearTimeout(again)
  try {
    await navigator.locks.request('kept-send', async () => { while (open && await lot()); })
  } finally { busy = false }
  if (open?.marks.some((one) => !one.sent)) again = setTimeout(send, 15_000)
}

async function lot () {
  const { copy, key, pack } = open
  const waiting = open.marks.filter((one) => !one.sent).slice(0, 100)
  if (waiting.length === 0 && open.asked) return false
  const page = await fetch('/offline/marks').catch(() => undefined)
  if (!page?.ok) { open.told = ''; tell(); return false }
  const body = kept.hiddenOf(await page.text())
  body.append('kept', copy.id)
  body.append('token', pack.token)
  body.append('now', String(Date.now()))
  body.append('marks', JSON.stringify(waiting.map(({ sent, ...one }) => one)))
  const answer = await fetch('/offline/marks', { method: 'POST', body, redirect: 'manual' }).catch(() => undefined)
  if (!answer?.ok) {
    open.told = answer ? 'The service did not take them just now; they are tried again.' : ''
    tell()
    return false
  }
  const got = await answer.json()
  await kept.taken(got.taken)
  if (!open) return false
  open.asked = true
  open.sentAt = Date.now()
  open.waiting = got.waiting
  open.told = ''
  for (const one of pack.people) one.there = {}
  for (const [day, who, how] of got.there) { const one = pack.people.find((person) => person.id === who); if (one) one.there[day] = how }
  await kept.putPack(copy.id, key, pack)
  const arrived = new Set(got.taken)
  for (const one of open.marks) if (arrived.has(one.id)) one.sent = true
  const rest = open.marks.some((one) => !one.sent)
  if (got.ends && !rest) { await gone('Everything was sent. The register is removed from this device, because its last day is over or your access has ended.'); return false }
  if (!main.contains(document.activeElement) || document.activeElement.type === 'checkbox' || document.activeElement.tagName === 'BUTTON') draw(); else tell()
  return rest
}
// What another window of this device marked or sent meanwhile.
async function meanwhile () {
  if (!open) return
  const { copy, key } = open
  for (const one of await kept.allMarks(copy.id, key)) {
    const known = open?.marks.find((mark) => mark.id === one.id)
    if (known) known.sent ||= one.sent; else open?.marks.push(one)
  }
  if (!open) return
  open.marks.sort((one, other) => one.seq - other.seq)
  tell()
  send()
}
addEventListener('online', send)
document.addEventListener('visibilitychange', () => { if (!document.hidden) meanwhile().catch(() => undefined) })
setInterval(async () => { if (await kept.expire()) { open = undefined; await begin() } }, 60_000)
begin()
