// What every browser test needs: a page that notes what it must not do, axe, pictures, mail, second factors.
import { chromium } from 'playwright-core'
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { inflateRawSync } from 'node:zlib'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { simpleParser } from 'mailparser'
import assert from 'node:assert/strict'

export const base = process.env.BASE
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const pictures = 'browser/output'
mkdirSync(pictures, { recursive: true })

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
}
let browser
export async function open () {
  browser ??= await chromium.launch(LAUNCH)
  return browser
}
export async function close () { await browser?.close(); browser = undefined }

// What all tests together did and typed, a line each; the last test looks back at it.
const notes = (name) => join(process.env.SCRATCH, `${name}.txt`)
export const noted = (name) => existsSync(notes(name)) ? [...new Set(readFileSync(notes(name), 'utf8').split('\n').filter(Boolean))] : []
const known = new Set()
export function note (name, line) {
  if (known.has(`${name} ${line}`)) return false
  known.add(`${name} ${line}`)
  const fresh = !noted(name).includes(line)
  if (fresh) appendFileSync(notes(name), `${line}\n`)
  return fresh
}

// The pages of the house, as its access matrix lists them, and which of them an address is.
export const ROUTES = [...readFileSync('docs/access-matrix.md', 'utf8').matchAll(/^\| GET `([^`]+)`/gm)].map((found) => found[1])
export function routeOf (address) {
  const parts = new URL(address, base).pathname.split('/')
  const fits = ROUTES.map((route) => route.split('/')).filter((route) => route.length === parts.length && route.every((part, place) => part.startsWith('{') || part === parts[place]))
  const words = (route) => route.filter((part) => !part.startsWith('{')).length
  return fits.sort((one, other) => words(other) - words(one))[0]?.join('/')
}

// A fresh person: own cookies. With `profile`, a folder, a browser of her own, which finds there what it kept when it is started again: leaving
// ends its process. `faults` collects requests to other origins, policy violations and script errors.
const scripted = new WeakSet()
export async function person (options = {}) {
  const at = options.at ?? base
  const shape = { viewport: options.narrow ? { width: options.narrow === true ? 390 : options.narrow, height: 844 } : { width: 1280, height: 900 }, javaScriptEnabled: options.script !== false, reducedMotion: 'reduce', bypassCSP: false, ...options.context }
  const context = options.profile ? await chromium.launchPersistentContext(options.profile, { ...LAUNCH, ...shape }) : await (await open()).newContext(shape)
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  if (options.script !== false) scripted.add(page)
  const faults = []
  context.on('request', (request) => {
    if (!request.url().startsWith(at) && !request.url().startsWith('data:')) faults.push(`request to ${request.url()}`)
    const route = request.url().startsWith(base) && request.method() === 'GET' && routeOf(request.url())
    if (route) note('asked', route)
  })
  page.on('console', (message) => { if (message.type() === 'error' && /Content Security Policy|Trusted/i.test(message.text())) faults.push(message.text()) })
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`))
  return { context, page, faults, async leave () { await context.close(); assert.deepEqual(faults, []) } }
}

// Half of the time that axe takes goes into colours. They come from what an element and all that it stands in are: name, class and state. Where
// each such line of a page was on pages that were looked at, as light or as dark, its colours are not worked out again.
const coloured = new Set(noted('coloured'))
async function freshColours (page) {
  const lines = await page.evaluate(() => {
    const mark = (text) => {
      let [one, two] = [0xdeadbeef, 0x41c6ce57]
      for (let at = 0; at < text.length; at += 1) [one, two] = [Math.imul(one ^ text.charCodeAt(at), 2654435761), Math.imul(two ^ text.charCodeAt(at), 1597334677)]
      return `${one >>> 0}.${two >>> 0}`
    }
    const marks = new Map([[document.documentElement, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light']])
    for (const one of document.querySelectorAll('body, body *')) {
      const said = [...one.attributes].map(({ name, value }) => ['class', 'type', 'role', 'aria-current'].includes(name) ? `${name}=${value}` : name)
      marks.set(one, mark(`${marks.get(one.parentElement)} ${one.localName} ${said}`))
    }
    return [...new Set(marks.values())]
  })
  const fresh = lines.filter((line) => !coloured.has(line))
  for (const line of fresh) coloured.add(line)
  if (fresh.length > 0) appendFileSync(notes('coloured'), `${fresh.join('\n')}\n`)
  return fresh.length > 0
}

// Axe must find nothing, and the page must not be wider than the screen. A picture is kept, but when all tests run: nobody looks at so many.
const pictured = !process.env.WHOLE || process.env.PICTURES
export async function examine (page, name, { picture = true } = {}) {
  // Through the debugger: the page's own policy rightly refuses a script handed in as text.
  const debug = await page.context().newCDPSession(page)
  await debug.send('Runtime.evaluate', { expression: axeSource })
  await debug.detach()
  const rules = { 'color-contrast': { enabled: await freshColours(page) } }
  const found = await page.evaluate((rules) => window.axe ? window.axe.run(document, { resultTypes: ['violations'], rules }) : undefined, rules)
  assert.ok(found, 'axe ran')
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`), [], `axe on ${name}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  assert.equal(wide, false, `${name} scrolls sideways`)
  if (picture && pictured) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

// The newest mail to `address` that was not there before `after` mails had come.
export async function mail (address, { after = 0, seconds = 15 } = {}) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const all = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort().slice(after)
    for (const name of all.reverse()) {
      const envelope = JSON.parse(readFileSync(join(process.env.MAILBOX, name.replace('.eml', '.json')), 'utf8'))
      if (envelope.to.includes(address)) return { envelope, raw: readFileSync(join(process.env.MAILBOX, name), 'utf8'), parsed: await simpleParser(readFileSync(join(process.env.MAILBOX, name))) }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail to ${address}`)
}
export const mailCount = () => readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).length

// RFC 6238, six digits, 30 seconds, SHA-1.
export function code (secret, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[= ]/g, '').toUpperCase()].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30000)))
  const hash = createHmac('sha1', key).update(step).digest()
  const place = hash[19] & 15
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1000000).padStart(6, '0')
}

// --- The demonstration's accounts (crates/demo/src/accounts.rs); everything about them is public.
export const PASSWORD = 'lattice-window-harvest'
export const ROLES = ['administrator', 'coordinator', 'trainer', 'adviser', 'practitioner', 'evaluator']
export const emailOf = (role) => `${role}@demo.example`
export function secretOf (role) {
  const bits = [...role.repeat(20).slice(0, 20)].map((letter) => letter.charCodeAt(0).toString(2).padStart(8, '0')).join('')
  return bits.match(/.{5}/g).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('')
}

const kept = (role) => join(process.env.SCRATCH, `signed-in-${role}.json`)
const steps = (role, at) => join(process.env.SCRATCH, `step-${role}-${new URL(at).port}.json`)

// A code that this account has not used: each works once, the next one is accepted a step early, else we wait.
export async function freshCode (role, at = base) {
  for (;;) {
    const now = Math.floor(Date.now() / 30000)
    const last = existsSync(steps(role, at)) ? Number(readFileSync(steps(role, at), 'utf8')) : 0
    const step = Math.max(now, last + 1)
    if (step <= now + 1) {
      writeFileSync(steps(role, at), String(step))
      return code(secretOf(role), step * 30000)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

// Types password and code.
export async function signInOn (page, role, at = base, lead = '**/today') {
  await page.goto(`${at}/sign-in`)
  await page.getByLabel('E-mail address').fill(emailOf(role))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/code')
  await page.getByLabel('Code', { exact: true }).fill(await freshCode(role, at))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(lead)
}

// A person with a role. The session is kept for the tests that follow, so that each role types its code once.
export async function staff (role, options = {}) {
  if (!existsSync(kept(role))) {
    const first = await person()
    await signInOn(first.page, role)
    await first.context.storageState({ path: kept(role) })
    await first.leave()
  }
  return person({ ...options, context: { ...options.context, storageState: kept(role) } })
}
export function forget (role) { rmSync(kept(role), { force: true }) }

// Every link of the page, without fragments; Exit this page leads elsewhere on purpose.
export const links = (page) => page.$$eval('a[href]:not([data-exit])', (all) => [...new Set(all.map((one) => one.href.split('#')[0]))])

// Goes to a path and says how the server answered. The first page of its kind with this answer is examined.
export async function visit (page, path) {
  const answer = await page.goto(path.startsWith('http') ? path : base + path)
  const sort = `${answer.status()} ${routeOf(page.url())}`
  if (scripted.has(page) && note('examined', sort)) await examine(page, sort, { picture: false })
  return answer.status()
}

// Opens what a page leads to below its own address, one of each kind: each answers, and is sound.
export async function openBelow (page, path) {
  assert.equal(await visit(page, path), 200, path)
  const below = (await links(page)).filter((link) => new URL(link).pathname.startsWith(`${path}/`))
  const kinds = new Map(below.map((link) => [routeOf(link), link]))
  for (const [route, link] of kinds) {
    if (route.endsWith('/form')) {
      const answer = await page.context().request.get(link)
      assert.deepEqual([answer.status(), (await answer.body()).length > 0], [200, true], route)
      note('asked', route)
    } else assert.equal(await visit(page, link), 200, route)
  }
  return [...kinds.keys()]
}

// A demonstration of one's own, for what the shared one cannot show: another time until a session ends.
export async function ownServer (name, options) {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.on('listening', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  const at = `http://127.0.0.1:${port}`
  const server = spawn(process.env.TRELLIS, ['demo', '--data', join(process.env.SCRATCH, name), '--listen', `127.0.0.1:${port}`, ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  server.stderr.on('data', (text) => appendFileSync(join(process.env.SCRATCH, `${name}.log`), text))
  const stop = () => new Promise((resolve) => { if (server.exitCode !== null) resolve(); else { server.on('exit', resolve); server.kill('SIGTERM') } })
  for (let tries = 0; tries < 1200 && server.exitCode === null; tries += 1) {
    if (await fetch(`${at}/sessions`).then((answer) => answer.ok).catch(() => false)) return { at, stop }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`the server of ${name} did not start`)
}

// Fields of the page that a browser's helpers could read along with or fill in: none.
const HELPED = ['off', 'name', 'email', 'organization', 'username', 'current-password', 'new-password', 'one-time-code']
const FREE = ['access_needs', 'language_needs', 'who', 'reason']
export async function helpers (page) {
  const fields = await page.$$eval('input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=submit]), textarea', (all) => all.map((one) => [one.name, one.getAttribute('spellcheck'), one.getAttribute('autocomplete')]))
  return fields.filter(([name]) => name !== 'website').filter(([name, spelling, filling]) => spelling !== 'false' || !HELPED.includes(filling) || (FREE.includes(name) && filling !== 'off'))
    .map(([name, spelling, filling]) => `${new URL(page.url()).pathname} ${name}: spellcheck ${spelling}, autocomplete ${filling}`)
}

// People of the demonstration who work there; nobody's name belongs in an address, a title or what the browser keeps.
export const STAFF = ['Alex Marlow', 'Morgan Achebe', 'Sasha Iqbal', 'Jo Lindgren', 'Kim Osborne', 'Ari Castell']
export async function outside (page) {
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  const names = [...STAFF, ...noted('people')].map((name) => name.toLowerCase())
  return [decodeURIComponent(page.url().replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '')), await page.title(), kept]
    .filter((text) => /@/.test(text) || names.some((name) => text.toLowerCase().includes(name)))
}

// The sessions of the public list that take bookings: reference, places left.
export async function sessions (page) {
  await page.goto(`${base}/sessions`)
  return page.$$eval('table tbody tr', (rows) => rows.map((row) => ({ reference: row.querySelector('a')?.getAttribute('href').split('/').pop(), title: row.querySelector('a')?.textContent.trim(), words: row.textContent.replace(/\s+/g, ' ').trim() })).filter((one) => one.reference))
}

// Fills the booking form as somebody would.
export async function fillBooking (page, { name, email, organisation = 'Example Borough Council', background = 'Education', area = 1, access = '', language = '' }) {
  for (const one of [name, email]) if (one) note('people', one)
  await page.getByLabel('Name', { exact: true }).fill(name)
  if (email !== undefined) await page.getByLabel('Work e-mail address').fill(email)
  await page.getByLabel('Organisation').fill(organisation)
  await page.getByLabel(background, { exact: true }).check()
  await page.getByLabel('Borough you work in').selectOption({ index: area })
  if (access) await page.getByLabel('What you need to take part').fill(access)
  if (language) await page.getByLabel('Language or interpreting needs').fill(language)
}

// The link in a message to somebody's own booking, on the server under test.
export function ownLink (message) {
  const path = /\/booking\/[^\s"<>]+/.exec(message.parsed.text)?.[0]
  assert.ok(path, 'the message holds a link to the booking')
  return base + path
}

// Mails to an address so far.
export function mailsTo (address) {
  return readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.json')).filter((name) => JSON.parse(readFileSync(join(process.env.MAILBOX, name), 'utf8')).to.includes(address)).length
}

// A day of so many days from now and a time of so many minutes from now, as London's clocks show them.
const clocks = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
export function london (milliseconds) {
  const parts = clocks.formatToParts(new Date(milliseconds))
  const part = (type) => parts.find((one) => one.type === type).value
  return { day: part('day'), month: part('month'), year: part('year'), time: `${part('hour')}:${part('minute')}` }
}

// A session of one day that can still be booked for twenty minutes and whose door is open already (two hours before the start): half an
// hour ahead, or just after midnight when today has no room left. The last minute of a day is 23:59, and a session ends on the day it starts.
export function soon (now = Date.now()) {
  const minutes = (one) => Number(one.time.slice(0, 2)) * 60 + Number(one.time.slice(3))
  let start = london(now + 30 * 60_000)
  if (minutes(start) > 23 * 60 + 45) start = { ...london(now + 60 * 60_000), time: '00:25' }
  const end = Math.min(minutes(start) + 120, 23 * 60 + 59)
  return { when: start, starts: start.time, ends: `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}` }
}

export async function because (page, cause = 'trainer', by = 'us') {
  await page.locator(`[name=cause][value=${cause}]`).check()
  await page.locator(`[name=asked_by][value=${by}]`).check()
}

export async function fillDay (page, number, when, starts, ends) {
  for (const part of ['day', 'month', 'year']) await page.locator(`[name="day-${number}-${part}"]`).fill(when[part])
  await page.locator(`[name="starts-${number}"]`).fill(starts)
  await page.locator(`[name="ends-${number}"]`).fill(ends)
}

// A course and a session made by a coordinator at her page; gives their references.
export async function planSession (page, { title, when, starts = '09:30', ends = '16:30', capacity = 12, feedback = 'end-of-session', pre = '', post = '', later = '', venue = 'Training room 9', at = base }) {
  await page.goto(`${at}/courses/new`)
  await page.getByLabel('Programme').selectOption({ label: 'Harmful Practices Pilot' })
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Kind').selectOption({ index: 1 })
  await page.getByLabel('Aims').fill('To know what to do next.')
  await page.getByLabel('Length in hours').fill('6')
  await page.getByLabel('Number of days').fill('1')
  await page.getByLabel('In a room').check()
  await page.getByLabel('Whom it is for').fill('Everybody who meets families')
  for (const [purpose, questionnaire] of Object.entries({ feedback, pre, post, 'follow-up': later })) if (questionnaire) await page.locator(`[name="${purpose}"]`).selectOption(questionnaire)
  if (later) await page.locator('[name="follow-first"]').fill('3')
  await page.getByRole('button', { name: 'Save the course' }).click()
  await page.waitForURL('**/courses/C-*')
  const course = new URL(page.url()).pathname.split('/').pop()
  return { course, session: await planDay(page, course, { when, starts, ends, capacity, venue, at }) }
}

// Tests plan many sessions of one trainer at one time: a clash is told, and saved all the same.
export async function allTheSame (page, leads) {
  const again = page.getByRole('button', { name: /all the same/ })
  await Promise.race([page.waitForURL(leads), again.waitFor()])
  if (await again.count() === 0) return
  await again.click()
  await page.waitForURL(leads)
}

export async function planDay (page, course, { when, starts = '09:30', ends = '16:30', capacity = 12, venue = 'Training room 9', at = base }) {
  await page.goto(`${at}/courses/${course}/sessions/new`)
  await fillDay(page, 1, when, starts, ends)
  await page.getByLabel('Area it counts for').selectOption({ index: 1 })
  await page.getByLabel('Venue').fill(venue)
  await page.getByLabel('Getting in').fill('Step-free, lift')
  await page.getByLabel('Places', { exact: true }).fill(String(capacity))
  await page.getByLabel('Sasha Iqbal').check()
  await page.getByRole('button', { name: 'Save the session' }).click()
  await allTheSame(page, '**/sessions/*/plan*')
  return new URL(page.url()).pathname.split('/')[2]
}

// What a square code says, read from its drawing as a phone reads it from the wall (ISO/IEC 18004, byte mode, versions 1 to 12).
const ECC_WORDS = ['7 10 15 20 26 18 20 24 30 18 20 24', '10 16 26 18 24 16 18 22 22 26 30 22', '13 22 18 26 18 24 18 22 20 24 28 26', '17 28 22 16 22 28 26 26 24 28 24 28'].map((row) => row.split(' ').map(Number))
const BLOCKS = ['1 1 1 1 1 2 2 2 2 4 4 4', '1 1 1 2 2 4 4 4 5 5 5 8', '1 1 2 2 4 4 6 6 8 8 8 10', '1 1 2 4 4 4 5 6 8 8 11 11'].map((row) => row.split(' ').map(Number))
const MASKS = [(x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => x * y % 2 + x * y % 3, (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2]
export async function readSquare (page, within = '.trellis-door') {
  const { side, path } = await page.locator(`${within} svg`).evaluate((one) => ({ side: one.viewBox.baseVal.width, path: one.querySelector('path').getAttribute('d') }))
  const size = side - 8
  const dark = new Set()
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) for (let step = 0; step < Number(run); step += 1) dark.add(`${Number(x) - 4 + step} ${Number(y) - 4}`)
  const at = (x, y) => dark.has(`${x} ${y}`)
  const version = (size - 17) / 4
  let format = 0
  for (let bit = 0; bit < 15; bit += 1) {
    const [x, y] = bit < 6 ? [8, bit] : bit === 6 ? [8, 7] : bit === 7 ? [8, 8] : bit === 8 ? [7, 8] : [14 - bit, 8]
    if (at(x, y)) format |= 1 << bit
  }
  format = (format ^ 0x5412) >> 10
  const level = [1, 0, 3, 2][format >> 3]
  const mask = MASKS[format & 7]
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  const centres = count === 0 ? [] : [6, ...Array.from({ length: count - 1 }, (_, place) => size - 7 - place * step).reverse()]
  const aligned = (x, y) => centres.some((a) => centres.some((b) => {
    const corner = (a === 6 && b === 6) || (a === 6 && b === size - 7) || (a === size - 7 && b === 6)
    return !corner && Math.abs(x - a) <= 2 && Math.abs(y - b) <= 2
  }))
  const fixed = (x, y) => x === 6 || y === 6 || (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8) || aligned(x, y) ||
    (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11)))
  const bits = []
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let along = 0; along < size; along += 1) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - along : along
        if (!fixed(x, y)) bits.push(at(x, y) !== (mask(x, y) === 0) ? 1 : 0)
      }
    }
  }
  const words = []
  for (let place = 0; place + 8 <= bits.length; place += 8) words.push(Number.parseInt(bits.slice(place, place + 8).join(''), 2))
  const blocks = BLOCKS[level][version - 1]
  const short = Math.floor(words.length / blocks)
  const data = Array.from({ length: blocks }, (_, block) => ({ length: short - ECC_WORDS[level][version - 1] + (block >= blocks - words.length % blocks ? 1 : 0), words: [] }))
  let next = 0
  for (let place = 0; data.some((block) => place < block.length); place += 1) for (const block of data) if (place < block.length) block.words.push(words[next++])
  const stream = data.flatMap((block) => block.words).map((word) => word.toString(2).padStart(8, '0')).join('')
  assert.equal(stream.slice(0, 4), '0100', 'bytes')
  const wide = version < 10 ? 8 : 16
  const length = Number.parseInt(stream.slice(4, 4 + wide), 2)
  return Buffer.from(stream.slice(4 + wide, 4 + wide + length * 8).match(/.{8}/g).map((byte) => Number.parseInt(byte, 2))).toString('utf8')
}

// The files of a ZIP archive, read by its central directory (APPNOTE 4.3.12); every length and name stands there.
export function unzip (bytes) {
  const files = new Map()
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  assert.ok(end >= 0, 'an archive')
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50)
    const [method, packed, nameLength, extra, comment, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(start, start + packed)
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), method === 0 ? content : inflateRawSync(content))
    at += 46 + nameLength + extra + comment
  }
  return files
}

// The rows of a workbook's one sheet, each a list of texts.
export function workbook (bytes) {
  const files = unzip(bytes)
  const plain = (text) => text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name])
  const shared = [...(files.get('xl/sharedStrings.xml')?.toString('utf8') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, one]) => plain([...one.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text).join('')))
  const sheet = files.get('xl/worksheets/sheet1.xml').toString('utf8')
  const rows = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => [...row.matchAll(/<c r="[A-Z]+\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, kind, inner = '']) => {
    const value = /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? ''
    return kind.includes('t="s"') ? shared[Number(value)] : value
  }))
  return { files, rows }
}

// The rows of a CSV file (RFC 4180).
export function table (text) {
  const rows = []
  let row = []
  for (const [, quoted, bare, stop] of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (stop !== ',') { if (row.length > 1 || row[0] !== '') rows.push(row); row = [] }
  }
  return rows
}
