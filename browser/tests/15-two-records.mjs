// One person with two records: she books with two addresses, two people join her records, and they are taken apart again.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, mail, mailCount, outside, ownLink, person, sessions, staff, visit } from '../lib.mjs'

after(close)

// Books and gives the reference of the booking, from the page that the link in the message opens.
async function book (session, address) {
  const { page, leave } = await person()
  const before = mailCount()
  await page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(page, { name: 'Ines Twofold-Example', email: address })
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.waitForURL('**/booked')
  await page.goto(ownLink(await mail(address, { after: before })))
  const reference = /B-[0-9A-Z]{7}/.exec(await page.locator('main').innerText())[0]
  await leave()
  return reference
}

// Proves SI8
test('two records of one person are joined by two people and taken apart', { timeout: 120_000 }, async () => {
  const visitor = await person()
  const open = (await sessions(visitor.page)).slice(-2)
  await visitor.leave()
  const one = await book(open[0].reference, 'ines.twofold@work.example')
  const other = await book(open[1].reference, 'ines@elsewhere.example')
  const coordinator = await staff('coordinator')
  const { page } = coordinator
  await visit(page, '/courses')
  await page.getByRole('link', { name: 'People with two records' }).click()
  await examine(page, 'two-records')
  await page.getByLabel('Reference of one booking').fill(one)
  await page.getByLabel('Reference of the other booking').fill(other)
  await page.getByRole('button', { name: 'Hold them against each other' }).click()
  await page.waitForURL(/\/learners\/[0-9a-f-]{36}$/)
  const pair = new URL(page.url()).pathname
  await examine(page, 'two-records-one')
  assert.deepEqual(await outside(page), [], 'no name in address or title')
  await page.getByRole('button', { name: 'Propose to join them' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await page.getByLabel('Ines Twofold-Example, ines.twofold@work.example').check()
  await page.getByLabel('How do you know that they are one person?').fill('She rang and said so')
  await page.getByRole('button', { name: 'Propose to join them' }).click()
  await page.getByText('It is proposed').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Agree and join them' }).count(), 0, 'nobody agrees with herself')
  const administrator = await staff('administrator')
  await visit(administrator.page, pair)
  const shown = await administrator.page.locator('main').innerText()
  assert.ok(shown.includes('i…@work.example') && !shown.includes('ines.twofold@'), 'an administrator sees no whole address')
  await administrator.page.getByRole('button', { name: 'Agree and join them' }).click()
  await administrator.page.getByText('The two records are joined').waitFor()
  await visit(page, pair)
  await page.getByRole('button', { name: 'Take them apart' }).click()
  await page.getByText('Nothing came since they were joined').waitFor()
  await examine(page, 'two-records-apart')
  await page.getByLabel('How do you know that they are two people?').fill('Sisters after all')
  await page.getByRole('button', { name: 'Take them apart' }).click()
  await page.getByText('The two records are taken apart').waitFor()
  await page.getByRole('link', { name: 'History of these two' }).click()
  await page.getByText('Sisters after all').waitFor()
  await administrator.leave()
  await coordinator.leave()
})
