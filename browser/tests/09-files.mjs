// The files people take away: the list of bookings and a table of the evidence, as CSV and as a workbook, opened and read.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { base, close, fillBooking, london, mail, mailCount, person, planSession, staff, table, visit, workbook } from '../lib.mjs'

after(close)

async function take (page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

// Proves SG7
test('the list of bookings says the same on the screen, in the CSV file and in the workbook', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const { session } = await planSession(page, { title: 'A list to take along', when: london(Date.now() + 40 * 86_400_000) })
  const visitor = await person()
  const people = [['Robin "Rob" Ngô', 'robin.file@council.example', '=1+1'], ['Åsa, the second', 'asa.file@council.example', 'Council; "Housing"']]
  for (const [name, email, organisation] of people) {
    const before = mailCount()
    await visitor.page.goto(`${base}/sessions/${session}/book`)
    await fillBooking(visitor.page, { name, email, organisation, access: 'Needs stay in the house' })
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    await mail(email, { after: before })
  }
  await visitor.leave()
  await visit(page, `/sessions/${session}/bookings`)
  const copy = async (name) => {
    await visit(page, `/sessions/${session}/bookings`)
    await page.getByRole('link', { name }).click()
    await page.getByLabel('Who is it for?').fill('The venue')
    await page.getByLabel('Why does it leave?').fill('Name badges')
    return take(page, () => page.getByRole('button', { name: 'Take the copy' }).click())
  }
  const csv = await copy(/CSV/)
  const xlsx = await copy(/XLSX|workbook/i)
  assert.match(csv.name, /\.csv$/)
  assert.match(xlsx.name, /\.xlsx$/)
  for (const { name } of [csv, xlsx]) assert.ok(!/robin|ngô|list to take/i.test(name), 'no name and no title in the file\'s name')
  const rows = table(csv.bytes.toString('utf8'))
  const book = workbook(xlsx.bytes)
  assert.deepEqual(rows[0].slice(0, 4), ['Booking', 'State', 'Name', 'E-mail'])
  assert.deepEqual(book.rows[0], rows[0])
  assert.equal(rows.length, 4)
  assert.match(rows[3][0], /^Copy [0-9A-Z-]{14}, for The venue/)
  assert.ok(!JSON.stringify([rows, book.rows]).includes('Needs stay'), 'needs are in no file')
  for (const [name, email, organisation] of people) {
    const line = rows.find((row) => row[3] === email)
    assert.equal(line[2], name)
    assert.equal(line[4], organisation.startsWith('=') ? `'${organisation}` : organisation)
    assert.equal(book.rows.find((row) => row[3] === email)[2], name)
  }
  const sheets = [...book.files.keys()].filter((name) => name.startsWith('xl/worksheets/sheet'))
  assert.equal(sheets.length, 1)
  assert.ok(!book.files.get(sheets[0]).includes('<f>'), 'no formula')
  assert.ok(!/<dc:creator>[^<]+</.test(book.files.get('docProps/core.xml').toString('utf8')), 'no author')
  await leave()
})

test('without JavaScript the evidence is filtered and a wrong export keeps what was chosen', async () => {
  const { page, leave } = await staff('evaluator', { script: false })
  await visit(page, '/evidence/delivery')
  const before = await page.locator('main table').first().innerText()
  await page.locator('[name="area"]').first().selectOption({ label: 'East' })
  await page.getByRole('button', { name: /Apply|Show/ }).first().click()
  await page.waitForURL('**/evidence/delivery?**')
  assert.notEqual(await page.locator('main table').first().innerText(), before)
  await page.locator('[name="profile-of-export"]').selectOption('partner')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await page.locator('[name="profile-of-export"]').inputValue(), 'partner')
  await leave()
})

test('a table of the evidence comes as CSV and as a workbook with the same figures', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('evaluator')
  await visit(page, '/evidence')
  const link = page.locator('main a').filter({ hasText: /delivery/i }).first()
  await visit(page, await link.getAttribute('href'))
  const fetched = {}
  // For ourselves: what left before stops nothing.
  await page.locator('[name="profile-of-export"]').selectOption('internal')
  await page.locator('[name="recipient"]').fill('City council')
  await page.locator('[name="reason"]').fill('Report to the board')
  for (const format of ['csv', 'xlsx']) {
    await page.locator('[name="format"]').selectOption(format)
    await page.waitForTimeout(1100) // A second press within a second is taken for a double click.
    fetched[format] = await take(page, () => page.getByRole('button', { name: 'Export' }).click())
  }
  const rows = table(fetched.csv.bytes.toString('utf8'))
  const book = workbook(fetched.xlsx.bytes)
  assert.ok(rows.length > 3, 'a table with rows')
  // A workbook keeps numbers: 9.0 is 9 there.
  const number = (cell) => /^\d+\.\d+$/.test(cell) ? String(Number(cell)) : cell
  const filled = (all) => all.map((row) => row.filter((cell) => cell !== '').map(number).join('|')).filter((row) => row !== '')
  assert.ok(filled(rows).filter((row) => /\d/.test(row) && row.includes('|')).length > 2, 'rows with figures')
  assert.deepEqual(filled(book.rows), filled(rows))
  await leave()
})
