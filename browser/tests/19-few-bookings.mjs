// Few bookings: named on Today, a message to send, "I sent it" once; and how a course is taken up.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, person, planSession, staff, visit } from '../lib.mjs'

after(close)

test('a session with few bookings stands on Today, the message is said to be sent once, and the course shows its take-up', { timeout: 120_000 }, async () => {
  const coordinator = await staff('coordinator', { script: false })
  const { context, page } = coordinator
  const { course, session } = await planSession(page, { title: 'Hardly anybody comes', when: london(Date.now() + 6 * 86_400_000), capacity: 4 })
  const visitor = await person()
  const book = async (name) => {
    const address = `${name.toLowerCase().replace(' ', '.')}@council.example`
    const before = mailCount()
    await visitor.page.goto(`${base}/sessions/${session}/book`)
    await fillBooking(visitor.page, { name, email: address })
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    await mail(address, { after: before })
  }
  const line = async () => {
    await visit(page, '/today?all=few')
    const found = page.getByRole('table', { name: 'Few bookings' }).locator('tbody tr', { hasText: 'Hardly anybody comes' })
    return await found.count() ? (await found.innerText()).replace(/\s+/g, ' ') : undefined
  }
  await book('Fewer Anna')
  assert.match(await line(), /1 of 4 Not sent$/)

  await page.getByRole('table', { name: 'Few bookings' }).getByRole('link', { name: 'Hardly anybody comes' }).click()
  await page.getByRole('link', { name: 'A message that asks people to come' }).click()
  const message = await page.getByLabel('Message').inputValue()
  assert.ok(message.includes(`/sessions/${session}`) && message.includes('3 places left'), message)
  assert.doesNotMatch(message, /hardly anybody|abuse|violence|safeguarding/i, 'it names neither the course nor the service')
  const second = await context.newPage()
  await second.goto(page.url())
  const sent = mailCount()
  await page.getByRole('button', { name: 'I sent it' }).click()
  const today = london(Date.now())
  await page.getByText(/^You sent the message on /).waitFor()
  assert.ok((await page.locator('.govuk-inset-text').innerText()).includes(today.year))
  assert.equal(mailCount(), sent, 'nothing is sent from here')
  // Who looked before is told instead of sending it again.
  const [answer] = await Promise.all([second.waitForResponse((one) => one.request().method() === 'POST'), second.getByRole('button', { name: 'I sent it' }).click()])
  assert.equal(answer.status(), 409)
  await second.getByText(/^You sent the message on /).waitFor()
  assert.match(await line(), /1 of 4 Sent on /)
  await visit(page, `/sessions/${session}/plan`)
  assert.match(await page.locator('dt:text-is("Message that asks people to come") + dd').innerText(), /^Sent on /)
  await coordinator.leave()

  const looks = await staff('coordinator', { narrow: true })
  await visit(looks.page, `/sessions/${session}/message`)
  await examine(looks.page, 'message')
  await visit(looks.page, `/courses/${course}`)
  const rows = looks.page.getByRole('table', { name: 'Take-up by area' }).locator('tbody tr')
  assert.equal(await rows.count(), 1)
  assert.deepEqual((await rows.locator('th, td').allInnerTexts()).slice(1).map((text) => text.trim()), ['1', '0', '0', '1 of 4', '0'])
  await examine(looks.page, 'course-take-up', { picture: false })
  await book('Fewer Bert')
  await visitor.leave()
  await visit(looks.page, '/today?all=few')
  assert.equal(await looks.page.getByRole('link', { name: 'Hardly anybody comes' }).and(looks.page.getByRole('table', { name: 'Few bookings' }).getByRole('link')).count(), 0, 'half of the places is not few')
  await visit(looks.page, `/courses/${course}`)
  assert.match(await rows.innerText(), /2 of 4/)
  await looks.leave()
})
