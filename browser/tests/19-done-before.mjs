// Courses done before: they are asked for, who learned it elsewhere says where, and a coordinator recognises it while answering.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, ownLink, person, planDay, planSession, staff, visit } from '../lib.mjs'

after(close)

const day = (days) => london(Date.now() + days * 86_400_000)
const words = (page) => page.locator('main').innerText()

test('a course that is asked for before is recognised while answering, and a later booking gets its place at once', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await planSession(page, { title: 'Ground that comes first', when: day(440) })
  const { course, session } = await planSession(page, { title: 'What builds on it', when: day(445) })
  const later = await planDay(page, course, { when: day(450) })
  await visit(page, `/courses/${course}/rules`)
  await page.getByLabel('Ground that comes first', { exact: true }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Done before: Ground that comes first.').waitFor()

  const visitor = await person({ script: false })
  await visit(visitor.page, `/sessions/${session}`)
  assert.match(await words(visitor.page), /Before this course people do: Ground that comes first\. If you learned it elsewhere, book all the same/)
  const address = 'elsewhere.learned@council.example'
  const book = async (reference) => {
    const before = mailCount()
    await visitor.page.goto(`${base}/sessions/${reference}/book`)
    await fillBooking(visitor.page, { name: 'Elsa Where', email: address })
    await visitor.page.getByLabel(/^If you learned it elsewhere/).fill('Two days at Example College in March')
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    return mail(address, { after: before })
  }
  const asked = await book(session)
  assert.equal(asked.parsed.subject, 'Your booking waits for agreement')
  await visit(visitor.page, ownLink(asked))
  assert.match(await words(visitor.page), /waits until a coordinator approves it\. You do not have a place yet/)

  await visit(page, `/sessions/${session}/bookings`)
  await page.getByRole('link', { name: 'Elsa Where' }).click()
  assert.equal(await page.locator('dt:text-is("Not done before") + dd').innerText(), 'Ground that comes first')
  assert.equal(await page.locator('dt:text-is("Learned elsewhere, as the person says") + dd').innerText(), 'Two days at Example College in March')
  const recognise = page.getByLabel('Recognise what she learned for her later bookings, too')
  await recognise.check()
  await page.getByRole('button', { name: 'Approve the booking' }).click()
  await page.locator('.govuk-error-summary', { hasText: 'Enter the reason' }).waitFor()
  assert.ok(await recognise.isChecked(), 'what was ticked is kept')
  await examine(page, 'booking-recognise')
  await page.locator('[name="why_yes"]').fill('I saw the certificate of Example College')
  const before = mailCount()
  await page.getByRole('button', { name: 'Approve the booking' }).click()
  await page.waitForURL('**/bookings?done=approved')
  assert.equal((await mail(address, { after: before })).parsed.subject, 'Your place is confirmed')

  await page.getByRole('link', { name: 'Elsa Where' }).click()
  assert.equal(await page.locator('dt:text-is("Not done before")').count(), 0, 'nothing is missing any more')
  await page.getByRole('link', { name: "The person's record" }).click()
  const known = page.getByRole('table', { name: 'Learned elsewhere' }).locator('tbody tr', { hasText: 'Ground that comes first' })
  assert.match(await known.innerText(), /I saw the certificate of Example College[^]*Morgan Achebe[^]*For good/)

  const placed = await book(later)
  assert.equal(placed.parsed.subject, 'Your place is confirmed', 'nobody is asked again')
  await visitor.leave()
  await leave()
})
