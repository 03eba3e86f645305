// Starts GOV.UK Frontend's components, warns before a signed-in page times out, and keeps the register fast by keyboard.
import { initAll } from '/assets/govuk-frontend.min.js'

document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
initAll()

// Exit this page: the page is covered at once and its entry in the history replaced; three presses of Shift do the same.
const exits = [...document.querySelectorAll('[data-exit]')]
if (exits.length > 0) {
  const leave = () => { document.documentElement.classList.add('trellis-left'); location.replace(exits[0].href) }
  for (const exit of exits) exit.addEventListener('click', (event) => { event.preventDefault(); leave() })
  let presses = []
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift') { presses = []; return }
    presses = [...presses.filter((time) => event.timeStamp - time < 5000), event.timeStamp]
    if (presses.length >= 3) leave()
  })
}

// A second press of a button that sends the same form does nothing while the first is on its way.
const sent = new Map()
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    const content = JSON.stringify([...new FormData(form, event.submitter)])
    if (sent.get(form) === content) { event.preventDefault(); return }
    sent.set(form, content)
    setTimeout(() => { if (sent.get(form) === content) sent.delete(form) }, 4000)
  })
}

// Pages that show a code that changes (the door) are fetched anew, unless somebody is typing.
const refresh = document.querySelector('[data-refresh-seconds]')
if (refresh) {
  const seconds = Math.max(5, Number(refresh.dataset.refreshSeconds) || 15)
  setInterval(() => { if (!document.activeElement || document.activeElement === document.body) location.reload() }, seconds * 1000)
}

// A device that is handed round: what somebody half typed is gone when the next one takes it.
const clearing = document.querySelector('[data-clear-seconds]')
if (clearing) {
  const leave = () => location.replace(location.pathname.replace(/\/walk-in$/, ''))
  let waiting = setTimeout(leave, Number(clearing.dataset.clearSeconds) * 1000)
  for (const sort of ['input', 'pointerdown', 'keydown']) document.addEventListener(sort, () => { clearTimeout(waiting); waiting = setTimeout(leave, Number(clearing.dataset.clearSeconds) * 1000) })
}

// The register: arrow keys move between people, space and x mark them.
const register = document.querySelector('[data-register]')
if (register) {
  const marks = () => [...register.querySelectorAll('input[type=checkbox]')]
  register.addEventListener('keydown', (event) => {
    const all = marks()
    const place = all.indexOf(document.activeElement)
    if (place < 0) return
    if (event.key === 'ArrowDown' || event.key === 'j') { event.preventDefault(); all[Math.min(place + 1, all.length - 1)].focus() }
    if (event.key === 'ArrowUp' || event.key === 'k') { event.preventDefault(); all[Math.max(place - 1, 0)].focus() }
    if (event.key === 'x') { event.preventDefault(); all[place].click() }
  })
}

// Reading comments: while one of the boxes has the focus, figures tick them in their order, n says that there is nothing, s leaves the
// comment for later, and Enter goes on.
const reading = document.querySelector('[data-reading]')
if (reading) {
  const boxes = [...reading.querySelectorAll('input[type=checkbox]')]
  const press = (what) => reading.querySelector(`button[value=${what}]`)?.click()
  boxes[0]?.focus()
  reading.addEventListener('keydown', (event) => {
    if (!boxes.includes(event.target) || event.ctrlKey || event.altKey || event.metaKey) return
    const box = event.key.length === 1 ? boxes['1234567890'.indexOf(event.key)] : undefined
    const what = { n: 'nothing', s: 'skip', Enter: 'coded' }[event.key]
    if (!box && !what) return
    event.preventDefault()
    if (box) { box.focus(); box.click() } else press(what)
  })
}

// ? lists the page's shortcuts, unless somebody is typing.
const shortcuts = document.querySelector('#shortcuts')
if (shortcuts) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.target.matches('input[type=text], input[type=email], input:not([type]), textarea, select')) return
    shortcuts.open = !shortcuts.open
    if (shortcuts.open) shortcuts.querySelector('summary').focus()
  })
}

// A register is kept on this device: it is erased after its time, and with everything else by signing out, which first asks about marks that
// have not been sent.
if (/(^|; )kept=1/.test(document.cookie)) {
  import('/assets/kept.js').then(async (kept) => {
    await kept.expire()
    const out = document.querySelector('form[action="/sign-out"]')
    out?.addEventListener('submit', async (event) => {
      event.preventDefault()
      let asks = false
      try {
        if (await kept.unsent() === 0) await kept.forget()
        else {
          asks = await kept.own()
          // Marks of somebody else stay, locked: they stop nobody from signing out.
          if (!asks) out.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'idle', value: 'yes' }))
        }
      } finally { if (asks) location.assign('/offline/register#unsent'); else out.submit() }
    })
  }).catch(() => undefined)
}

// A signed-in page times out: two minutes before, offer to stay. At the end what was typed is kept, the session ended, and nothing is
// left on the screen. The server notes a session's use once a minute, so a page counts on a minute less than it was told.
const idle = Number(document.body.dataset.idleSeconds)
const dialog = document.querySelector('#timeout')
if (idle > 120 && dialog) {
  const life = (idle - 60) * 1000
  const notice = Math.min(120_000, life / 2)
  const tabs = new BroadcastChannel('trellis')
  const texts = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'))
  const send = (path, body) => fetch(path, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined)
  let typed
  document.addEventListener('input', (event) => { if (event.target.form?.method === 'post') typed = event.target.form })

  let warning, ending, since
  const end = async () => {
    clearTimeout(ending)
    document.documentElement.classList.add('trellis-left')
    if (typed) {
      const body = texts(typed)
      body.append('kept-path', typed.getAttribute('action') || location.pathname)
      await send('/kept', body)
    }
    const out = document.querySelector('form[action="/sign-out"]')
    if (out) {
      const body = texts(out)
      body.append('idle', 'yes')
      await send('/sign-out', body)
    }
    location.replace(`/sign-in?next=${encodeURIComponent(typed ? '/kept' : location.pathname + location.search)}`)
  }
  const arm = () => {
    clearTimeout(warning)
    clearTimeout(ending)
    since = Date.now()
    if (dialog.open) dialog.close()
    warning = setTimeout(() => dialog.showModal(), life - notice)
    ending = setTimeout(end, life)
  }
  dialog.querySelector('button').addEventListener('click', async () => {
    const answer = await fetch('/today').catch(() => undefined)
    if (!answer) { dialog.querySelector('p').textContent = 'The service cannot be reached. Try again.'; return }
    // Led elsewhere: the session is over already.
    if (answer.redirected || !answer.ok) { await end(); return }
    tabs.postMessage('used')
    arm()
  })
  // Another tab was used, and so was the session. A machine that slept has no running clock.
  tabs.addEventListener('message', arm)
  document.addEventListener('visibilitychange', () => { if (!document.hidden && Date.now() - since > life) end() })
  tabs.postMessage('used')
  arm()
}

// Keying paper in: the number of a box leads on, so does Enter, and Enter in the last field keeps the sheet.
const keying = document.querySelector('form[data-keying]')
if (keying) {
  const fields = [...keying.querySelectorAll('input[type=text], textarea')]
  const next = (field) => { const other = fields[fields.indexOf(field) + 1]; if (other) { other.focus(); other.select() } return other }
  keying.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || !fields.includes(event.target)) return
    event.preventDefault()
    if (!next(event.target)) keying.requestSubmit()
  })
  keying.addEventListener('input', (event) => {
    if ('single' in event.target.dataset && /^[1-9]$/.test(event.target.value)) next(event.target)
  })
  const wrong = fields.find((field) => field.classList.contains('govuk-input--error'))
  const first = wrong || fields[0]
  if (first) first.focus()
}
