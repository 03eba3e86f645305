// Booking that closes some days before a session begins: the form keeps the days, the pages say the date, and then nobody books by herself.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, because, close, examine, fillBooking, fillDay, london, mail, mailCount, person, planSession, staff, visit } from '../lib.mjs'

after(close)

const day = (days) => london(Date.now() + days * 86_400_000)
const words = (page) => page.locator('main').innerText()
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

test('a session closes for booking some days before: its pages say when, and its form keeps the days', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const { session } = await planSession(page, { title: 'Closed before it begins', when: day(40) })
  const closes = page.getByLabel(/^How many days before it begins does booking close/)
  const visitor = await person({ script: false })
  await visit(visitor.page, `/sessions/${session}`)
  assert.ok(!/Book by the end of/.test(await words(visitor.page)))

  await visit(page, `/sessions/${session}/edit`)
  for (const [days, told] of [['400', 'Enter days between 1 and 365, or leave it empty'], ['60', 'Booking would be closed already']]) {
    await closes.fill(days)
    await page.getByRole('button', { name: 'Save the session' }).click()
    await page.locator('.govuk-error-summary', { hasText: told }).waitFor()
    assert.equal(await closes.inputValue(), days, 'what was typed stays')
  }
  await examine(page, 'session-closes-wrong', { picture: false })
  await closes.fill('7')
  await page.getByRole('button', { name: 'Save the session' }).click()
  await page.waitForURL('**/plan?done=changed*')
  const last = day(33)
  const date = `${last.day} ${MONTHS[last.month - 1]} ${last.year}`
  assert.ok((await page.locator('dt:text-is("Booking closes") + dd').innerText()).endsWith(date))
  await visit(page, `/sessions/${session}/edit`)
  assert.equal(await closes.inputValue(), '7', 'the form keeps it')
  await visit(visitor.page, `/sessions/${session}`)
  assert.match(await words(visitor.page), new RegExp(`Book by the end of .*${date}\\.`))
  await visit(page, `/sessions/${session}/message`)
  assert.match(await page.getByLabel('Message').inputValue(), new RegExp(`Book by the end of .*${date}\\.`))

  // It is moved to a day before which it closes already: nobody books by herself, not with a form from before either. A coordinator still adds people.
  await visitor.page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(visitor.page, { name: 'Late Lonely', email: 'late.lonely@council.example' })
  await visit(page, `/sessions/${session}/reschedule`)
  await fillDay(page, 1, day(5), '09:30', '16:30')
  await because(page)
  await page.getByLabel('Reason').fill('The room is free then')
  await page.getByRole('button', { name: 'Move the session' }).click()
  await page.waitForURL('**done=moved**')
  const [answer] = await Promise.all([
    visitor.page.waitForResponse((one) => one.request().method() === 'POST'),
    visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  ])
  assert.ok(answer.status() >= 400)
  await visitor.page.getByText('This session no longer takes bookings').waitFor()
  await visit(visitor.page, `/sessions/${session}`)
  assert.match(await words(visitor.page), /Booking is closed\./)
  assert.equal(await visitor.page.getByRole('button', { name: 'Book a place' }).count(), 0)
  await visitor.leave()
  const before = mailCount()
  await visit(page, `/sessions/${session}/bookings/new`)
  await fillBooking(page, { name: 'Late Lonely', email: 'late.lonely@council.example' })
  await page.getByRole('button', { name: /^(Add|Book|Save)/ }).click()
  await page.waitForURL('**/bookings?done=added*')
  assert.equal((await mail('late.lonely@council.example', { after: before })).parsed.subject, 'Your place is confirmed')
  await leave()
})
