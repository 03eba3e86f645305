// Pages of the planners' day, on a wide screen and as wide as a phone: finding a learner and what her record holds, who did not come, why a session is
// cancelled, and the rows of a report that cannot be read.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, because, close, examine, fillBooking, mail, mailCount, outside, person, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

const address = 'nora.narrow@work.example'
const WIDTHS = [[false, ''], [true, '-narrow']]
let reference

before(async () => {
  const { page, leave } = await staff('coordinator')
  reference = (await planSession(page, { title: 'A day on every screen', ...soon(), capacity: 20 })).session
  await leave()
  const visitor = await person()
  const sent = mailCount()
  await visitor.page.goto(`${base}/sessions/${reference}/book`)
  await fillBooking(visitor.page, { name: 'Nora Narrow-Example', email: address })
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.waitForURL('**/booked')
  await mail(address, { after: sent })
  await visitor.leave()
})

for (const [narrow, end] of WIDTHS) {
  test(`a learner is found and her record is read ${narrow ? 'on a phone' : 'on a wide screen'}`, async () => {
    const { page, leave } = await staff('coordinator', { narrow })
    assert.equal(await visit(page, '/learners/find'), 200)
    await examine(page, `find${end}`)
    const words = page.getByLabel('Work e-mail address or reference of a booking')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.locator('.govuk-error-summary').waitFor()
    await examine(page, `find-nothing${end}`, { picture: false })
    await words.fill(address)
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.waitForURL(/\/learners\/records\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { level: 1, name: 'Nora Narrow-Example' }).waitFor()
    assert.ok((await page.locator('main').innerText()).includes('A day on every screen'), 'what she booked')
    assert.deepEqual(await outside(page), [], 'no name and no address in address or title')
    await examine(page, `record${end}`)
    await visit(page, `${new URL(page.url()).pathname}/history`)
    await examine(page, `record-history${end}`, { picture: false })
    await leave()
  })

  test(`who did not come is counted ${narrow ? 'on a phone' : 'on a wide screen'}`, async () => {
    const { page, leave } = await staff('coordinator', { narrow })
    assert.equal(await visit(page, '/planning/turn-out'), 200)
    const rows = await page.getByRole('table', { name: 'By course' }).locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
    const cells = rows.find(([course]) => course === 'The whole family in view (invented)')
    assert.deepEqual(cells.slice(1), ['38', '38', '0', '0%', '0'])
    const [, places, came, missed] = /Of (\d+) bookings with a place (\d+) came and (\d+) did not/.exec(await page.locator('main').innerText()).map(Number)
    const sum = (column) => rows.reduce((sum, row) => sum + Number(row[column]), 0)
    assert.deepEqual([places, came, missed], [sum(1), sum(2), sum(3)], 'the sentence says what the rows add up to')
    await examine(page, `turned-out${end}`)
    await page.getByLabel('Sessions of').selectOption({ label: 'The last 3 months' })
    await page.getByRole('button', { name: 'Apply filters' }).click()
    await page.waitForURL('**time=**')
    await examine(page, `turned-out-lately${end}`, { picture: false })
    await leave()
  })

  test(`a report with rows that nobody can read is looked at ${narrow ? 'on a phone' : 'on a wide screen'}`, async () => {
    const { page, leave } = await staff('coordinator', { narrow })
    await visit(page, `/sessions/${reference}/register/import`)
    const report = `Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\n+44 7700 900123\tx\ty\t3h\t\nNora Narrow-Example\tx\ty\t3h\t${address}\n+44 7700 900456\tx\ty\t3h\t\n`
    await page.getByLabel('File').setInputFiles({ name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.from(report) })
    await page.getByRole('button', { name: 'Read the file' }).click()
    await page.getByRole('heading', { name: 'What the file would do' }).waitFor()
    const leaves = page.getByRole('group', { name: 'Cannot be read: tick each row to leave it out' }).getByRole('checkbox')
    assert.equal(await leaves.count(), 2)
    assert.equal(await leaves.and(page.locator(':checked')).count(), 0, 'nothing is left out by itself')
    await visit(page, new URL(page.url()).pathname)
    await examine(page, `report${end}`)
    await leaves.first().check()
    await page.getByRole('button', { name: 'Take it in' }).click()
    await page.locator('.govuk-error-summary').waitFor()
    assert.deepEqual([await leaves.first().isChecked(), await leaves.last().isChecked()], [true, false], 'what was ticked stays')
    await examine(page, `report-left${end}`)
    await leaves.last().check()
    await page.getByRole('button', { name: 'Take it in' }).click()
    await page.getByText('The register is saved.').waitFor()
    await leave()
  })
}

for (const [narrow, end] of WIDTHS) {
  test(`a session is cancelled with what was behind it ${narrow ? 'on a phone' : 'on a wide screen'}`, async () => {
    const { page, leave } = await staff('coordinator', { narrow })
    const { session } = await planSession(page, { title: `Called off${end}`, ...soon() })
    assert.equal(await visit(page, `/sessions/${session}/cancel`), 200)
    const [causes, by] = [page.getByRole('group', { name: 'What was behind it?' }), page.getByRole('group', { name: 'Who asked for it?' })]
    assert.ok(await causes.getByRole('radio').count() >= 6 && await by.getByRole('radio').count() >= 2)
    assert.equal(await page.locator('main input[type=radio]:checked').count(), 0, 'nothing is chosen for her')
    await examine(page, `cancel${end}`)
    await because(page, 'venue', 'us')
    await page.getByRole('button', { name: 'Cancel the session' }).click()
    await page.locator('.govuk-error-summary a').waitFor()
    assert.ok(await page.locator('[name=cause][value=venue]').isChecked() && await page.locator('[name=asked_by][value=us]').isChecked(), 'what was chosen stays')
    await examine(page, `cancel-wrong${end}`)
    await page.getByLabel('Reason').fill('The hall is flooded')
    await page.getByRole('button', { name: 'Cancel the session' }).click()
    await page.waitForURL('**done=cancelled**')
    assert.match(await page.locator('main').innerText(), /The hall is flooded/)
    await examine(page, `cancelled${end}`, { picture: false })
    await leave()
  })
}
