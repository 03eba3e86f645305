// Things that are taken back: a waiver in the ledger, and the link to a booking.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, london, mail, mailCount, ownLink, person, planSession, staff, visit } from '../lib.mjs'

after(close)

const outstanding = async (page) => Number(/([\d,]+) things? (?:is|are) outstanding/.exec(await page.locator('main').innerText())[1].replaceAll(',', ''))

for (const script of [true, false]) {
  test(`a waiver is made with a reason and taken back ${script ? 'with' : 'without'} JavaScript`, async () => {
    const { page, leave } = await staff('coordinator', { script })
    await visit(page, '/ledger')
    const before = await outstanding(page)
    const reason = `The sheet was lost in the move ${script}`
    await page.locator('main table').getByRole('link', { name: /^Waive/ }).first().click()
    await page.waitForURL('**/waive')
    await page.getByRole('button', { name: 'Waive it' }).click()
    await page.locator('.govuk-error-summary').waitFor()
    if (script) await examine(page, 'waive')
    await page.getByLabel('Why will it not come?').fill(reason)
    await page.getByRole('button', { name: 'Waive it' }).click()
    await page.getByText('It is waived.').waitFor()
    assert.equal(await outstanding(page), before - 1)
    await visit(page, '/ledger?state=waived')
    const row = page.locator('main tbody tr').filter({ hasText: reason })
    assert.equal(await row.count(), 1)
    await row.getByRole('link', { name: /^Take back/ }).click()
    await page.waitForURL(/\/restore\?/)
    assert.ok((await page.locator('main').innerText()).includes(reason), 'the page says what is taken back')
    if (script) await examine(page, 'take-back')
    await page.locator('main form button').click()
    await page.getByText('The waiver is taken back.').waitFor()
    assert.match(page.url(), /state=waived/, 'back to the part of the ledger where it was decided')
    await visit(page, '/ledger')
    assert.equal(await outstanding(page), before)
    await visit(page, '/ledger?state=waived')
    assert.equal(await page.locator('main tbody tr').filter({ hasText: reason }).count(), 0)
    await leave()
  })
}

test('a coordinator sends a new link; the old one opens nothing', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const { session } = await planSession(page, { title: 'A link that went astray', when: london(Date.now() + 30 * 86_400_000) })
  const visitor = await person()
  const address = 'astray@council.example'
  let count = mailCount()
  await visitor.page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(visitor.page, { name: 'Lost Letter', email: address })
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.waitForURL('**/booked')
  const old = ownLink(await mail(address, { after: count }))
  assert.equal(await visit(visitor.page, old), 200)
  await visit(page, `/sessions/${session}/bookings`)
  await page.locator('main table').getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Send a new link' }).waitFor()
  await examine(page, 'one-booking')
  count = mailCount()
  await page.getByRole('button', { name: 'Send a new link' }).click()
  await page.getByText('A new link is on its way').waitFor()
  const message = await mail(address, { after: count })
  const fresh = ownLink(message)
  assert.notEqual(fresh, old)
  for (const word of ['Lost Letter', 'A link that went astray', 'abuse']) assert.ok(!message.raw.includes(word), word)
  for (const end of ['', '/change', '/cancel']) assert.ok([404, 410].includes(await visit(visitor.page, old + end)), `the old link${end}`)
  assert.equal(await visit(visitor.page, fresh), 200)
  await visitor.leave()
  await leave()
})
