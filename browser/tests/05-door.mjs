// The whole road on one day: booked, signed in on a phone by the code on the screen, feedback given, the figure moved by one;
// and the trainer's register by keyboard alone.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, person, planDay, planSession, readSquare, soon, staff, visit } from '../lib.mjs'

after(close)

// A session that starts soon: it can still be booked, and its door is open.
let reference
let course
const people = [1, 2, 3, 4].map((number) => ({ name: `Door Person ${number}`, email: `door.${number}@council.example` }))

before(async () => {
  const { page, leave } = await staff('coordinator')
  const planned = await planSession(page, { title: 'A day at the door', ...soon(), capacity: 20 })
  reference = planned.session
  course = planned.course
  await leave()
  const visitor = await person()
  for (const one of people) {
    const after = mailCount()
    await visitor.page.goto(`${base}/sessions/${reference}/book`)
    await fillBooking(visitor.page, one)
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    await mail(one.email, { after })
  }
  await visitor.leave()
})

test('whatever the time of day, the session starts soon, its door is open and it ends on the day it starts', () => {
  const midnight = Date.UTC(2026, 5, 14, 23) // in London, in summer time
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const now = midnight + minute * 60_000
    const { when, starts, ends } = soon(now)
    const start = midnight + (Number(when.day) - 15) * 86_400_000 + (Number(starts.slice(0, 2)) * 60 + Number(starts.slice(3))) * 60_000
    assert.ok(start - now >= 20 * 60_000 && start - now <= 75 * 60_000, `${minute}: starts ${(start - now) / 60_000} minutes ahead`)
    assert.ok(starts < ends && /^[0-2]\d:[0-5]\d$/.test(ends), `${minute}: ${starts} to ${ends}`)
  }
})

// What the trainer reads out.
async function spoken (page) {
  await visit(page, `/sessions/${reference}/door`)
  const values = await page.locator('dl dd').allInnerTexts()
  return { session: values[0].trim(), code: values[1].trim() }
}

async function atTheDoor (phone, codes) {
  await visit(phone, '/door')
  await phone.getByLabel('Session').fill(codes.session)
  await phone.getByLabel('Code').fill(codes.code)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await phone.waitForURL('**/door/t*')
}

// Before the second half of the day the phone keeps a page that leads to the feedback at its end.
async function toFeedback (page) {
  await page.waitForURL('**/thank-you/**')
  await page.getByRole('link', { name: 'Feedback at the end' }).click()
  await page.waitForURL('**/feedback/**')
}

async function answerFeedback (page) {
  for (const group of await page.locator('form.trellis-narrow fieldset').all()) {
    const choice = group.locator('input[type=radio]').first()
    if (await choice.count()) await choice.check()
  }
  await page.locator('textarea').first().fill('Ask earlier')
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.waitForURL('**/thank-you/**')
}

// The feedback page of the evidence, and the whole numbers that stand in it.
async function figures (page) {
  await visit(page, '/evidence')
  const link = page.locator('main a').filter({ hasText: /feedback/i }).first()
  await visit(page, await link.getAttribute('href'))
  return (await page.locator('main').innerText()).replace(/\s+/g, ' ')
}

test('the door shows a square and a code, and a wrong code opens nothing', async () => {
  const trainer = await staff('trainer')
  const codes = await spoken(trainer.page)
  assert.equal(codes.session, reference)
  assert.match(codes.code, /^[0-9A-Z]{3} ?[0-9A-Z]{3}$/)
  assert.equal(await trainer.page.locator('.trellis-door svg').count(), 1)
  await examine(trainer.page, 'door')
  const box = await trainer.page.locator('.trellis-door svg').boundingBox()
  assert.ok(box.width >= 200 && Math.abs(box.width - box.height) < 2, 'a square big enough for the back row')
  await trainer.leave()
  const phone = await person({ narrow: true })
  await visit(phone.page, '/door')
  await phone.page.getByLabel('Session').fill(codes.session)
  await phone.page.getByLabel('Code').fill('AAA AAA')
  await phone.page.getByRole('button', { name: 'Continue' }).click()
  await phone.page.locator('.govuk-error-summary').waitFor()
  assert.equal(await phone.page.getByLabel('Session').inputValue(), codes.session)
  await examine(phone.page, 'door-wrong-code', { picture: false })
  assert.equal(await visit(phone.page, '/door/q123'), 410)
  await examine(phone.page, 'door-closed', { picture: false })
  assert.equal(await visit(phone.page, '/door/thanks'), 200)
  await examine(phone.page, 'door-thanks', { picture: false })
  await phone.leave()
})

// Takes the delivery out of the system for a partner.
async function takeOut (page) {
  await visit(page, '/evidence/delivery')
  await page.locator('[name="profile-of-export"]').selectOption('partner')
  await page.locator('[name="recipient"]').fill('City council')
  await page.locator('[name="reason"]').fill('Report to the board')
  await page.getByRole('button', { name: 'Export' }).click()
}

test('the evidence moves by one when a phone signs in and answers', { timeout: 120_000 }, async () => {
  const analyst = await staff('evaluator')
  await Promise.all([analyst.page.waitForEvent('download'), takeOut(analyst.page)])
  const before = await figures(analyst.page)
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const address = await readSquare(trainer.page)
  assert.ok(address.startsWith(`${base}/door/q`), address)
  const phone = await person({ narrow: true })
  assert.equal(await visit(phone.page, address), 200)
  await examine(phone.page, 'phone-sign-in')
  assert.ok(!(await phone.page.content()).includes(people[1].name), 'nobody else\'s name is in the page')
  await phone.page.getByLabel('Your work e-mail address or your name').fill(people[0].email)
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.page.waitForURL('**/thank-you/**')
  await examine(phone.page, 'signed-in', { picture: false })
  await toFeedback(phone.page)
  await examine(phone.page, 'feedback')
  await phone.page.setViewportSize({ width: 320, height: 844 })
  await examine(phone.page, 'feedback-320', { picture: false })
  await answerFeedback(phone.page)
  assert.match(await phone.page.locator('main').innerText(), /Thank you/)
  await examine(phone.page, 'feedback-thanks')
  assert.deepEqual(await phone.context.cookies(), [])
  await phone.leave()
  await visit(trainer.page, `/sessions/${reference}/door`)
  assert.match(await trainer.page.locator('main').innerText(), /1 signed in so far/)
  await trainer.leave()
  const after = await figures(analyst.page)
  assert.notEqual(after, before)
  // Each of the fifteen things and the answer chosen first: one more in the numerator, one more answered.
  const counts = (text) => [...text.matchAll(/\(n=([\d,]+)\/([\d,]+)\)/g)].map((found) => [found[1], found[2]].map((one) => Number(one.replaceAll(',', ''))))
  assert.ok(counts(before).length >= 15, before)
  assert.deepEqual(counts(after).slice(0, 15), counts(before).slice(0, 15).map(([agreed, asked]) => [agreed + 1, asked + 1]))
  await examine(analyst.page, 'evidence-feedback-after', { picture: false })
  // One person more beside what has left already: who holds both would know of her.
  await takeOut(analyst.page)
  await analyst.page.locator('.govuk-error-summary').waitFor()
  assert.match(await analyst.page.locator('.govuk-error-summary').innerText(), /Beside an earlier release/)
  assert.equal(await analyst.page.locator('[name="recipient"]').inputValue(), 'City council')
  await examine(analyst.page, 'export-stopped', { picture: false })
  await analyst.leave()
})

// Proves SH10
test('the square changes, and an old one soon opens nothing', { timeout: 180_000 }, async () => {
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const first = await readSquare(trainer.page)
  let second = first
  for (let tries = 0; tries < 40 && second === first; tries += 1) {
    await trainer.page.waitForTimeout(1000)
    await visit(trainer.page, `/sessions/${reference}/door`)
    second = await readSquare(trainer.page)
  }
  assert.notEqual(second, first, 'another code within half a minute')
  const phone = await person({ narrow: true })
  assert.equal(await visit(phone.page, first), 200, 'the one before is still good for whoever has just pointed a camera at it')
  await phone.page.waitForTimeout(31_000)
  assert.equal(await visit(phone.page, first), 410)
  const other = `${second.slice(0, -1)}${second.endsWith('0') ? '1' : '0'}`
  assert.equal(await visit(phone.page, other), 410)
  await phone.leave()
  await trainer.leave()
})

test('the demonstration\'s session of today has an open door too', async () => {
  const trainer = await staff('trainer')
  await visit(trainer.page, '/today')
  const hrefs = await trainer.page.$$eval('main a[href^="/sessions/"]', (all) => all.map((one) => one.getAttribute('href').split('/')[2]))
  let open = 0
  for (const one of new Set(hrefs.filter((one) => one !== reference))) {
    if (await visit(trainer.page, `/sessions/${one}/door`) === 200) open += await trainer.page.locator('.trellis-door svg').count()
  }
  assert.ok(open >= 1, 'a session of the demonstration\'s own on Today has an open door')
  await trainer.leave()
})

test('without JavaScript a phone signs in by name and answers', async () => {
  const trainer = await staff('trainer')
  const codes = await spoken(trainer.page)
  await trainer.leave()
  const phone = await person({ narrow: true, script: false })
  await atTheDoor(phone.page, codes)
  await phone.page.getByLabel('Your work e-mail address or your name').fill(people[1].name.toUpperCase())
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await toFeedback(phone.page)
  await answerFeedback(phone.page)
  await phone.leave()
})

test('somebody who has not booked fills in a form and is signed in', async () => {
  const trainer = await staff('trainer')
  const codes = await spoken(trainer.page)
  const phone = await person({ narrow: true })
  await atTheDoor(phone.page, codes)
  await phone.page.getByLabel('Your work e-mail address or your name').fill('unknown.person@council.example')
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.page.locator('.govuk-error-summary').waitFor()
  assert.equal(await phone.page.getByLabel('Your work e-mail address or your name').inputValue(), 'unknown.person@council.example', 'what was typed stays')
  await examine(phone.page, 'phone-unknown', { picture: false })
  await phone.page.getByRole('button', { name: 'I have not booked' }).click()
  await phone.page.getByRole('heading', { name: 'Tell us who you are' }).waitFor()
  assert.equal(await phone.page.getByLabel('Work e-mail address').inputValue(), 'unknown.person@council.example')
  await examine(phone.page, 'phone-walk-in')
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.page.locator('.govuk-error-summary').waitFor()
  await examine(phone.page, 'phone-walk-in-errors', { picture: false })
  assert.equal(await visit(phone.page, new URL(phone.page.url()).pathname), 200, 'the address of the form opens it again')
  await fillBooking(phone.page, { name: 'Walked In', email: 'unknown.person@council.example' })
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.page.waitForURL('**/thank-you/**')
  await phone.leave()
  await visit(trainer.page, `/sessions/${reference}/register`)
  assert.ok((await trainer.page.locator('main').innerText()).includes('Walked In'))
  await trainer.leave()
})

const ticked = (page) => page.$$eval('input[name=present]', (all) => all.filter((one) => one.checked).length)

test('the register by keyboard alone', async () => {
  const { page, leave } = await staff('trainer')
  await visit(page, `/sessions/${reference}/register`)
  await examine(page, 'register')
  const already = await ticked(page)
  const focused = () => page.evaluate(() => ({ id: document.activeElement?.id, name: document.activeElement?.name, checked: document.activeElement?.checked }))
  await page.keyboard.press('?')
  assert.equal(await page.locator('#shortcuts').getAttribute('open'), '', '? lists the shortcuts')
  assert.match(await page.locator('#shortcuts').innerText(), /next and previous person/)
  await page.keyboard.press('?')
  for (let steps = 0; steps < 40 && (await focused()).name !== 'present'; steps += 1) await page.keyboard.press('Tab')
  assert.equal((await focused()).name, 'present', 'Tab reaches the first person')
  const order = await page.$$eval('input[name=present]', (all) => all.map((one) => [one.id, one.checked]))
  const open = order.map(([id, checked], place) => ({ id, checked, place })).filter((one) => !one.checked)
  assert.ok(open.length >= 2, 'two people are not marked yet')
  let place = order.findIndex(([id]) => id === order[0][0])
  const go = async (target) => { for (; place < target; place += 1) await page.keyboard.press('ArrowDown'); for (; place > target; place -= 1) await page.keyboard.press('ArrowUp') }
  await go(open[0].place)
  assert.equal((await focused()).id, open[0].id)
  await page.keyboard.press('Space')
  assert.equal((await focused()).checked, true)
  await go(open[1].place)
  assert.equal((await focused()).id, open[1].id)
  await page.keyboard.press('x')
  assert.equal((await focused()).checked, true)
  await page.keyboard.press('x')
  assert.equal((await focused()).checked, false)
  await page.keyboard.press('x')
  const outline = await page.evaluate(() => { const style = getComputedStyle(document.activeElement.nextElementSibling, '::before'); return `${style.boxShadow} ${style.outlineStyle}` })
  assert.notEqual(outline, 'none none', 'the focus can be seen')
  for (let steps = 0; steps < 40 && !(await page.evaluate(() => /Save the register/.test(document.activeElement?.textContent ?? ''))); steps += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('The register is saved.').waitFor()
  assert.equal(await ticked(page), already + 2)
  await examine(page, 'register-saved', { picture: false })
  await page.getByRole('button', { name: 'Undo what was just saved' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('The last save is undone.').waitFor()
  assert.equal(await ticked(page), already)
  await leave()
})

test('the register by keyboard alone without JavaScript', async () => {
  const { page, leave } = await staff('trainer', { script: false })
  await visit(page, `/sessions/${reference}/register`)
  const already = await page.locator('input[name=present]:checked').count()
  const last = page.locator('input[name=present]:not(:checked)').first()
  const id = await last.getAttribute('id')
  for (let steps = 0; steps < 60 && await page.locator(`#${id}:focus`).count() === 0; steps += 1) await page.keyboard.press('Tab')
  assert.equal(await page.locator(`#${id}:focus`).count(), 1, 'Tab reaches the person')
  await page.keyboard.press('Space')
  for (let steps = 0; steps < 60 && await page.locator('button:focus').filter({ hasText: 'Save the register' }).count() === 0; steps += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('The register is saved.').waitFor()
  assert.equal(await page.locator('input[name=present]:checked').count(), already + 1)
  await leave()
})

test('the register on a phone', async () => {
  const { page, leave } = await staff('trainer', { narrow: true })
  await visit(page, `/sessions/${reference}/register`)
  await examine(page, 'register-narrow')
  await page.setViewportSize({ width: 320, height: 844 })
  await examine(page, 'register-320', { picture: false })
  await visit(page, `/sessions/${reference}/door`)
  await examine(page, 'door-narrow')
  await leave()
})

test('the door is shut for a session of another day', async () => {
  const coordinator = await staff('coordinator')
  const other = await planDay(coordinator.page, course, { when: london(Date.now() + 20 * 86_400_000) })
  await visit(coordinator.page, `/sessions/${other}/door`)
  assert.equal(await coordinator.page.locator('.trellis-door svg').count(), 0)
  assert.match(await coordinator.page.locator('main').innerText(), /two hours before/)
  await examine(coordinator.page, 'door-shut', { picture: false })
  await coordinator.leave()
})

// Proves SF3
test('the questionnaire cannot be opened without having come through the door', async () => {
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const day = (await readSquare(trainer.page)).split('/door/q')[1].slice(0, 32)
  await trainer.leave()
  const { page, leave } = await person({ narrow: true })
  // The last one names the day that the square on the screen names, and a time to come: all but the mark of our own.
  for (const path of ['/feedback/x', `/feedback/f${'0'.repeat(80)}`, `/feedback/${reference}`, `/feedback/f${day}${'f'.repeat(10)}${'0'.repeat(64)}`]) assert.ok([404, 410].includes(await visit(page, path)), path)
  await leave()
})
