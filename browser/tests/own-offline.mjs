// The register on a device with the network really cut: kept, its window and the whole browser closed and opened again, marks made, people signing in on their
// phones meanwhile, a second device, the server killed in between, everything sent twice. On a server of its own, because it is killed.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { close, examine, fillBooking, note, person, planSession, signInOn, soon } from '../lib.mjs'

let at, port, server, trainer, reference
const PEOPLE = ['Asha Offline', 'Bruno Offline', 'Carys Offline', 'Dawud Offline', 'Ewa Offline']
const start = async () => {
  server = spawn(process.env.TRELLIS, ['demo', '--data', join(process.env.SCRATCH, 'offline'), '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  server.stderr.on('data', (text) => appendFileSync(join(process.env.SCRATCH, 'offline.log'), text))
  for (let tries = 0; tries < 1200 && server.exitCode === null; tries += 1) {
    if (await fetch(`${at}/sessions`).then((answer) => answer.ok).catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not start')
}
const kill = (signal) => new Promise((resolve) => { if (server.exitCode !== null || server.signalCode !== null) resolve(); else { server.on('exit', resolve); server.kill(signal) } })

before(async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.on('listening', resolve))
  port = probe.address().port
  await new Promise((resolve) => probe.close(resolve))
  at = `http://127.0.0.1:${port}`
  await start()
  const coordinator = await person({ at })
  await signInOn(coordinator.page, 'coordinator', at)
  reference = (await planSession(coordinator.page, { title: 'A day without a network', ...soon(), at })).session
  await coordinator.leave()
  const visitor = await person({ at })
  for (const name of PEOPLE) {
    await visitor.page.goto(`${at}/sessions/${reference}/book`)
    await fillBooking(visitor.page, { name, email: `${name.toLowerCase().replaceAll(' ', '.')}@council.example` })
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
  }
  await visitor.leave()
  trainer = await person({ at })
  await signInOn(trainer.page, 'trainer', at)
}, { timeout: 240_000 })
after(async () => { await close(); await kill('SIGTERM') })

// Keeps the register on the device of a page, and gives its code.
async function keep (page) {
  await page.goto(`${at}/sessions/${reference}/register`)
  await page.getByRole('link', { name: 'Keep this register on this device' }).click()
  const field = page.getByLabel('Code for this device')
  const code = await field.inputValue()
  await field.fill('1111-1111-1111')
  await page.getByRole('button', { name: 'Keep this register on this device' }).click()
  await page.locator('[data-told]').filter({ hasText: 'Choose a code' }).waitFor()
  await field.fill(code)
  await page.waitForTimeout(1100) // A second press within a second is taken for a double click.
  await page.getByRole('button', { name: 'Keep this register on this device' }).click()
  const failed = page.locator('[data-told]').filter({ hasText: 'could not be kept' })
  const kept = await Promise.race([page.waitForURL('**/offline/register').then(() => true), failed.waitFor().then(() => false)])
  if (!kept) {
    // A loaded machine may fail to fetch; the page says to reload and try again, and that must work.
    await page.reload()
    await field.fill(code)
    await page.getByRole('button', { name: 'Keep this register on this device' }).click()
    await page.waitForURL('**/offline/register')
  }
  await page.getByRole('button', { name: 'Lock' }).waitFor()
  return code
}
const box = (page, name) => page.getByRole('checkbox', { name, exact: true })
const told = (page) => page.locator('#status')
// Each tick is on the disk when the line at the top counts it.
const waits = (page, count) => told(page).filter({ hasText: count === 1 ? '1 mark is on this device only' : `${count} marks are on this device only` }).waitFor()
const sent = (page) => told(page).filter({ hasText: 'Everything is sent' }).waitFor({ timeout: 60_000 })
async function unlock (page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Open the register' }).click()
}

// What the browser stores of its own accord, whole, as text.
const stored = (page) => page.evaluate(async () => {
  const all = []
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve) => { const one = indexedDB.open(name); one.onsuccess = () => resolve(one.result) })
    for (const store of db.objectStoreNames) all.push(await new Promise((resolve) => { const one = db.transaction(store).objectStore(store).getAll(); one.onsuccess = () => resolve(one.result) }))
    db.close()
  }
  const text = JSON.stringify(all, (_, value) => value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value)
  const names = []
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) names.push(new URL(one.url).pathname)
  return { text, cached: names.sort(), local: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]), workers: (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname) }
})

async function phone (name) {
  await trainer.page.goto(`${at}/sessions/${reference}/door`)
  const [session, code] = await trainer.page.locator('dl dd').allInnerTexts()
  const { page, leave } = await person({ narrow: true, at })
  await page.goto(`${at}/door`)
  await page.getByLabel('Session').fill(session.trim())
  await page.getByLabel('Code').fill(code.trim())
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/door/t*')
  await page.getByLabel('Your work e-mail address or your name').fill(name)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/door/t'))
  await leave()
}

async function register () {
  await trainer.page.goto(`${at}/sessions/${reference}/register`)
  return trainer.page.$$eval('[data-register] .govuk-checkboxes__item', (all) => all.map((one) => ({ name: one.querySelector('label').textContent.trim(), there: one.querySelector('input').checked, note: one.querySelector('.govuk-hint')?.textContent ?? '' })))
}

// Proves SR9, SE5
test('with the network cut the register opens, also after its window was closed, and every signature counts once', { timeout: 300_000 }, async () => {
  const before = await register()
  const free = before.filter((one) => !one.there && before.filter((other) => other.name === one.name).length === 1).map((one) => one.name)
  assert.ok(free.length >= 4, `${free.length} people are not marked yet`)
  const [ann, bea, cay, dee] = free
  const device = trainer.context
  const page = await device.newPage()
  await page.goto(`${at}/sessions/${reference}/register/keep`)
  await examine(page, 'register-keep')
  const code = await keep(page)
  await examine(page, 'register-device')
  const kept = await stored(page)
  for (const one of before) assert.ok(!kept.text.includes(one.name), 'no name lies open')
  assert.ok(!kept.text.includes(code.replaceAll(' ', '')), 'nor does the code')
  assert.equal(kept.local, '[{},{}]')
  assert.deepEqual(kept.workers, ['/offline/'])
  assert.deepEqual(kept.cached, ['/assets/icon-180.png', '/assets/icon.svg', '/assets/kept.js', '/assets/offline.js', '/assets/trellis.css', '/offline/manifest.webmanifest', '/offline/register'])
  // A second device of the same trainer, before the network goes.
  const other = await person({ at, narrow: true })
  await signInOn(other.page, 'trainer', at)
  await keep(other.page)
  await examine(other.page, 'register-device-narrow')

  await device.setOffline(true)
  await other.context.setOffline(true)
  await box(page, ann).check()
  await waits(page, 1)
  await box(page, cay).check()
  await waits(page, 2)
  await box(page, cay).uncheck()
  await waits(page, 3)
  await page.close()
  const elsewhere = await device.newPage()
  await assert.rejects(elsewhere.goto(`${at}/today`), 'nothing else opens')
  await elsewhere.close()
  const again = await device.newPage()
  await again.goto(`${at}/offline/register`)
  await unlock(again, 'WRONG WRONG')
  await again.getByText('This is not the code. 9 more tries.').waitFor()
  await examine(again, 'register-device-locked')
  assert.ok(!(await again.content()).includes(ann), 'locked, it names nobody')
  await unlock(again, code.toLowerCase())
  assert.equal(await box(again, ann).isChecked(), true, 'what was marked is there')
  await box(again, bea).check()
  await waits(again, 4)
  note('people', 'Zora Unbooked')
  await again.getByLabel('Name', { exact: true }).fill('Zora Unbooked')
  await again.getByRole('button', { name: 'Add to the register' }).dblclick()
  await box(again, 'Zora Unbooked').waitFor()
  await waits(again, 5)
  await again.getByLabel('Name', { exact: true }).fill(dee)
  await again.getByRole('button', { name: 'Add to the register' }).click()
  await waits(again, 6)
  await box(other.page, ann).check()
  await waits(other.page, 1)
  await box(other.page, bea).check()
  await waits(other.page, 2)

  // Meanwhile others sign in on their phones, of whom one is marked and one was said not to be there.
  await device.setOffline(false)
  await again.close()
  await phone(ann)
  await phone(cay)
  const back = await device.newPage()
  await device.setOffline(true)
  await back.goto(`${at}/offline/register`)
  await unlock(back, code)
  await box(back, bea).waitFor()

  // The connection is back, but the server dies and comes again.
  await kill('SIGKILL')
  await device.setOffline(false)
  await told(back).filter({ hasText: '6 marks are on this device only' }).waitFor()
  await start()
  await sent(back)
  await other.context.setOffline(false)
  await sent(other.page)
  const expected = new Set([...before.filter((one) => one.there).map((one) => one.name), ann, bea, cay, 'Zora Unbooked'])
  const counted = async () => (await register()).filter((one) => one.there).map((one) => one.name).sort()
  assert.deepEqual(await counted(), [...expected].sort(), 'each once')

  // An answer that was lost: the device sends everything once more.
  await back.evaluate(async () => {
    const db = await new Promise((resolve) => { const one = indexedDB.open('trellis-registers'); one.onsuccess = () => resolve(one.result) })
    const tx = db.transaction('marks', 'readwrite')
    const all = tx.objectStore('marks')
    const marks = await new Promise((resolve) => { const one = all.getAll(); one.onsuccess = () => resolve(one.result) })
    for (const one of marks) all.put({ ...one, sent: 0 })
    await new Promise((resolve) => { tx.oncomplete = resolve })
    db.close()
  })
  await back.reload()
  await sent(back)
  assert.deepEqual(await counted(), [...expected].sort(), 'once more is not twice')

  // Two things are the trainer's to say.
  await trainer.page.goto(`${at}/sessions/${reference}/register`)
  await examine(trainer.page, 'register-to-settle')
  await trainer.page.getByRole('link', { name: '2 marks from a device to settle' }).click()
  await examine(trainer.page, 'settle')
  await trainer.page.getByLabel(`The same person: ${dee}`).check()
  await trainer.page.getByRole('button', { name: 'Settle' }).first().click()
  await trainer.page.getByText('It is settled.').waitFor()
  await trainer.page.getByLabel('Was there', { exact: true }).check()
  await trainer.page.getByRole('button', { name: 'Settle' }).first().click()
  await trainer.page.getByText('Nothing that came from a device waits').waitFor()
  assert.deepEqual(await counted(), [...expected, dee].sort())

  // Removed, nothing is left.
  await other.page.getByRole('button', { name: 'Remove from this device' }).click()
  await other.page.getByText('The register is removed from this device.').waitFor()
  const left = await stored(other.page)
  assert.deepEqual([left.text, left.cached, left.workers], ['[[],[]]', [], []])
  await back.close()
  await other.leave()
})

// The files of a browser's profile in which a text stands, in either of the ways in which browsers write texts.
const holding = (profile, text) => readdirSync(profile, { recursive: true }).map((name) => join(profile, name)).filter((path) => lstatSync(path).isFile())
  .filter((path) => { const bytes = readFileSync(path); return ['utf8', 'utf16le'].some((way) => bytes.includes(Buffer.from(text, way))) })

// Proves SR9, SE5: what the browser leaves on the disk is all that its next process finds, and nobody reads a name or the code there.
test('after the browser was ended and started anew the register opens with the network cut, and its files name nobody', { timeout: 240_000 }, async () => {
  const everybody = await register()
  const late = everybody.find((one) => !one.there)
  assert.ok(late, 'somebody is not marked yet')
  const profile = join(process.env.SCRATCH, 'profile')
  const [unbooked, address] = ['Yara Unbooked', 'yara.unbooked@council.example']
  const known = 'Canary that everybody may read'
  note('people', unbooked)
  note('people', address)
  const first = await person({ at, profile })
  await signInOn(first.page, 'trainer', at)
  const code = await keep(first.page)
  await first.context.setOffline(true)
  await box(first.page, late.name).check()
  await waits(first.page, 1)
  await first.page.getByLabel('Name', { exact: true }).fill(unbooked)
  await first.page.getByLabel('Work e-mail address (optional)').fill(address)
  await first.page.getByRole('button', { name: 'Add to the register' }).click()
  await box(first.page, unbooked).waitFor()
  await waits(first.page, 2)
  // What lies open beside it must be found: a search that finds nothing at all would show nothing.
  await first.page.evaluate(async (text) => {
    const db = await new Promise((resolve) => { const one = indexedDB.open('beside'); one.onupgradeneeded = () => one.result.createObjectStore('open'); one.onsuccess = () => resolve(one.result) })
    const tx = db.transaction('open', 'readwrite', { durability: 'strict' })
    tx.objectStore('open').put(text, 1)
    await new Promise((resolve) => { tx.oncomplete = resolve })
    db.close()
  }, known)
  const secrets = [...everybody.map((one) => one.name), unbooked, address, code, code.replaceAll(/[^A-Z0-9]/gi, '')]
  const readable = () => secrets.flatMap((secret) => holding(profile, secret).map((path) => `${secret} in ${path}`))
  await first.leave()
  assert.ok(holding(profile, known).length > 0, 'what lies open is found')
  assert.deepEqual(readable(), [], 'once the browser has ended')

  const second = await person({ at, profile })
  await second.context.setOffline(true)
  await second.page.goto(`${at}/offline/register`)
  await unlock(second.page, code)
  assert.deepEqual([await box(second.page, late.name).isChecked(), await box(second.page, unbooked).isChecked()], [true, true], 'what was marked is there')
  await waits(second.page, 2)
  await second.context.setOffline(false)
  await sent(second.page)
  const wanted = [...everybody.filter((one) => one.there).map((one) => one.name), late.name, unbooked].sort()
  assert.deepEqual((await register()).filter((one) => one.there).map((one) => one.name).sort(), wanted, 'each once')
  await second.leave()
  assert.deepEqual(readable(), [], 'nor after it has sent everything')
})

// Proves SR9: after ten wrong codes only a signed-in session opens it, and after 72 hours nothing does, because nothing is there.
test('wrong codes lock the code, and 72 hours end everything', { timeout: 240_000 }, async () => {
  const page = await trainer.context.newPage()
  await keep(page)
  await page.getByRole('button', { name: 'Lock' }).click()
  for (let tries = 0; tries < 9; tries += 1) {
    await unlock(page, `WRONG CODE ${tries}`)
    await page.getByText(`This is not the code. ${9 - tries} more tries.`).waitFor()
  }
  await unlock(page, 'WRONG CODE 10')
  await page.getByText('The code was wrong too often').waitFor()
  await page.goto(`${at}/offline/register`)
  await page.reload()
  await page.getByRole('button', { name: 'Lock' }).waitFor()
  await page.clock.install({ time: Date.now() + 72 * 3600_000 + 1000 })
  await page.goto(`${at}/offline/register#locked`)
  await page.reload()
  await page.getByText('has ended after 72 hours and was erased').waitFor()
  assert.equal((await stored(page)).text, '[[],[]]')
  await page.close()
})

// Proves SD6
test('signing out asks about what was not sent, and then leaves nothing behind', { timeout: 240_000 }, async () => {
  const page = trainer.page
  await keep(page)
  const today = await trainer.context.newPage()
  await today.goto(`${at}/today`)
  await trainer.context.route('**/offline/marks', (route) => route.abort())
  const first = page.getByRole('checkbox').first()
  await first.click()
  await told(page).filter({ hasText: '1 mark is on this device only' }).waitFor()
  await today.getByRole('button', { name: 'Sign out' }).click()
  await today.waitForURL('**/offline/register**')
  await today.getByRole('button', { name: 'Remove from this device' }).click()
  await today.getByText('1 mark has not been sent').waitFor()
  await today.getByRole('button', { name: 'Keep', exact: true }).click()
  await trainer.context.unroute('**/offline/marks')
  await today.reload()
  await sent(today)
  await today.goto(`${at}/today`)
  await today.getByRole('button', { name: 'Sign out' }).click()
  await today.waitForURL('**/sign-in?done=out')
  await today.goto(`${at}/sign-in`)
  const left = await stored(today)
  assert.deepEqual([left.cached, left.workers], [[], []])
  assert.ok(!left.text.includes(reference))
  await today.close()
})
