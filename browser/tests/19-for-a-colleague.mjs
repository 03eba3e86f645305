// Booking for a colleague: the colleague gets the link, who booked hears only that it is made.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, mailsTo, note, ownLink, person, planSession, staff, visit } from '../lib.mjs'

after(close)

test('who books for a colleague hears that it is made, and only the colleague gets the link', { timeout: 90_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const { session } = await planSession(page, { title: 'Booked by somebody else', when: london(Date.now() + 435 * 86_400_000) })
  const [hers, mine] = ['cora.colleague@council.example', 'desk.who.books@council.example']
  note('people', mine)

  const visitor = await person({ script: false })
  await visitor.page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(visitor.page, { name: 'Cora Colleague', email: hers })
  const own = visitor.page.getByLabel(/^Your own address, if you book for a colleague/)
  await own.fill('the desk')
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.locator('.govuk-error-summary').waitFor()
  assert.equal(await own.inputValue(), 'the desk', 'what was typed stays')
  assert.equal(mailsTo(hers), 0)
  const looks = await person({ narrow: true })
  await looks.page.goto(`${base}/sessions/${session}/book`)
  await looks.page.getByLabel(/^Your own address, if you book for a colleague/).fill('the desk')
  await looks.page.getByRole('button', { name: 'Book', exact: true }).click()
  await looks.page.locator('.govuk-error-summary').waitFor()
  await examine(looks.page, 'booking-for-a-colleague-wrong', { picture: false })
  await looks.leave()

  const before = mailCount()
  await own.fill(mine)
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.waitForURL('**/booked')
  const told = await mail(mine, { after: before })
  assert.deepEqual(told.envelope.to, [mine])
  assert.equal(told.parsed.subject, 'You booked for a colleague')
  assert.ok(!/\/booking\//.test(told.parsed.text), 'no link to the booking')
  assert.equal(told.parsed.attachments.length, 0, 'and nothing for a calendar')
  assert.ok(!/cora|colleague@|booked by somebody else/i.test(told.parsed.text), 'it names neither her nor the course')
  const letter = await mail(hers, { after: before })
  assert.equal(letter.parsed.subject, 'Your place is confirmed')
  await visit(visitor.page, ownLink(letter))
  assert.equal(await visitor.page.locator('dt:text-is("Booked for you by") + dd').innerText(), mine)
  await visitor.leave()

  await visit(page, `/sessions/${session}/bookings`)
  await page.getByRole('link', { name: 'Cora Colleague' }).click()
  assert.equal(await page.locator('dt:text-is("Booked by a colleague") + dd').innerText(), mine)
  await leave()
})
