// A place that came free is kept for a time for who waited: one leaves it by her link, the next takes it by hers.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, mailsTo, ownLink, person, planSession, staff, visit } from '../lib.mjs'

after(close)

const words = (page) => page.locator('main').innerText()

test('a place that came free is kept for who waited: the first leaves it by her link, the next takes it by hers', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const { course, session } = await planSession(page, { title: 'Kept for an answer', when: london(Date.now() + 430 * 86_400_000), capacity: 1 })
  await visit(page, `/courses/${course}/rules`)
  await page.getByLabel(/kept for who waited/).fill('24')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('A place that came free is kept for 24 hours for who waited.').waitFor()

  const visitor = await person({ script: false })
  const [placed, first, next] = ['offer.placed@council.example', 'offer.first@council.example', 'offer.next@council.example']
  const links = {}
  for (const [place, email] of [placed, first, next].entries()) {
    const before = mailCount()
    await visitor.page.goto(`${base}/sessions/${session}/book`)
    await fillBooking(visitor.page, { name: `Offer Person ${'ABC'[place]}`, email })
    await visitor.page.getByRole('button', { name: place === 0 ? 'Book' : 'Join the waiting list', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    links[email] = ownLink(await mail(email, { after: before }))
  }

  let before = mailCount()
  await visit(visitor.page, `${links[placed]}/cancel`)
  await visitor.page.getByRole('button', { name: 'Cancel my booking' }).click()
  await visitor.page.getByText('This booking is cancelled').waitFor()
  const kept = await mail(first, { after: before })
  assert.equal(kept.parsed.subject, 'A place is kept for you: please answer')
  assert.ok(!/kept for an answer|training|course|offer person/i.test(kept.parsed.text), 'the letter names nobody and nothing')
  assert.equal(ownLink(kept), links[first])
  assert.equal(mailsTo(next), 1, 'who waits behind her hears nothing yet')
  await visit(page, `/sessions/${session}/bookings`)
  const row = (name) => page.locator('main tbody tr', { hasText: name })
  assert.match(await row('Offer Person B').innerText(), /Offered/)
  assert.match(await row('Offer Person C').innerText(), /Waiting/)

  // Looking takes nothing and leaves nothing.
  for (const path of ['', '/cancel', '']) assert.equal(await visit(visitor.page, links[first] + path), 200)
  assert.match(await words(visitor.page), /A place has come free and is kept for you until \d\d:\d\d on .* Do you take it\?/)
  const looks = await person({ narrow: true })
  await visit(looks.page, links[first])
  await examine(looks.page, 'own-booking-offered')
  await looks.leave()
  before = mailCount()
  await visitor.page.getByRole('button', { name: 'No, I do not take it' }).click()
  await visitor.page.getByRole('button', { name: 'Cancel my booking' }).click()
  await visitor.page.getByText('This booking is cancelled').waitFor()
  assert.equal((await mail(next, { after: before })).parsed.subject, 'A place is kept for you: please answer')

  await visit(visitor.page, links[next])
  before = mailCount()
  await visitor.page.getByRole('button', { name: 'Take the place' }).click()
  await visitor.page.getByText('The place is yours.').waitFor()
  assert.match(await words(visitor.page), /You have a place\./)
  assert.equal(await visitor.page.getByRole('button', { name: 'Take the place' }).count(), 0)
  const taken = await mail(next, { after: before })
  assert.equal(taken.parsed.subject, 'Your place is confirmed')
  assert.ok(taken.parsed.attachments.some((one) => one.contentType.startsWith('text/calendar')), 'with a file for her calendar')
  await visitor.leave()

  await visit(page, `/sessions/${session}/bookings`)
  assert.match(await words(page), /1 of 1 places taken/)
  assert.match(await row('Offer Person B').innerText(), /Cancelled/)
  assert.match(await row('Offer Person C').innerText(), /Booked/)
  await leave()
})
