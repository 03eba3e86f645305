// Registers from files as other programs write them: a report of Teams with a row that cannot be read, and a workbook.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { crc32, deflateRawSync } from 'node:zlib'
import { base, close, examine, fillBooking, person, planDay, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const PEOPLE = ['Remote Ann', 'Remote Bea', 'Remote Cay']
const email = (name) => `${name.toLowerCase().replace(' ', '.')}@council.example`
let sessions

before(async () => {
  const { page, leave } = await staff('coordinator')
  const { course, session } = await planSession(page, { title: 'A register in a file', ...soon(), capacity: 20 })
  sessions = [session, await planDay(page, course, { ...soon(), capacity: 20, venue: 'Training room 8' })]
  await leave()
  const visitor = await person()
  for (const session of sessions) {
    for (const name of PEOPLE) {
      await visitor.page.goto(`${base}/sessions/${session}/book`)
      await fillBooking(visitor.page, { name, email: email(name) })
      await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
      await visitor.page.waitForURL('**/booked')
    }
  }
  await visitor.leave()
})

// A ZIP archive (APPNOTE 4.3.6): each file, then the directory of all.
function zip (files) {
  const [parts, directory] = [[], []]
  let at = 0
  for (const [name, text] of files) {
    const [bytes, packed] = [Buffer.from(text), deflateRawSync(text)]
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt16LE(0x21, 8)
    head.writeUInt32LE(crc32(bytes), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(bytes.length, 18)
    head.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    const part = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed])
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, place, Buffer.from(name)]))
    parts.push(part)
    at += part.length
  }
  const all = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(all.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, all, Buffer.from('PK\x05\x06'), end])
}

// A workbook of one sheet, its texts in the cells themselves.
function sheet (rows) {
  const cell = (text, row, column) => `<c r="${'ABC'[column]}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`
  const kinds = 'http://schemas.openxmlformats.org'
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
  return zip([
    ['[Content_Types].xml', `${xml}<Types xmlns="${kinds}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${XLSX}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`],
    ['_rels/.rels', `${xml}<Relationships xmlns="${kinds}/package/2006/relationships"><Relationship Id="rId1" Type="${kinds}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `${xml}<workbook xmlns="${kinds}/spreadsheetml/2006/main" xmlns:r="${kinds}/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `${xml}<Relationships xmlns="${kinds}/package/2006/relationships"><Relationship Id="rId1" Type="${kinds}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ['xl/worksheets/sheet1.xml', `${xml}<worksheet xmlns="${kinds}/spreadsheetml/2006/main"><sheetData>${rows.map((row, place) => `<row r="${place + 1}">${row.map((text, column) => cell(text, place, column)).join('')}</row>`).join('')}</sheetData></worksheet>`]
  ])
}

async function send (page, session, file) {
  await visit(page, `/sessions/${session}/register/import`)
  await page.getByLabel('File').setInputFiles(file)
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.getByRole('heading', { name: 'What the file would do' }).waitFor()
}

// Who is marked on the register that is shown.
const there = (page) => page.$$eval('[data-register] .govuk-checkboxes__item', (all) => all.filter((one) => one.querySelector('input').checked).map((one) => one.querySelector('label').textContent.trim()).sort())
const row = (page, text) => page.locator('main tbody tr', { hasText: text })

test('a report of Teams is taken in once the row that cannot be read is left out', { timeout: 90_000 }, async () => {
  const { page, leave } = await staff('trainer')
  const lines = ['1. Summary', 'Meeting title\tA meeting', 'Attended participants\t4', '', '2. Participants', 'Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole',
    `Remote Ann\t12/03/2026, 09:28:11\t12/03/2026, 12:58:02\t3h 29m 51s\t${email('Remote Ann')}\t\tPresenter`,
    `Remote Bea\t12/03/2026, 09:40:00\t12/03/2026, 09:42:10\t2m 10s\t${email('Remote Bea')}\t\tAttendee`,
    '+44 20 7946 0000\t12/03/2026, 09:31:00\t12/03/2026, 12:41:00\t3h 10m 0s\t\t\tAttendee',
    'Remote Cay (Guest)\t12/03/2026, 09:31:00\t12/03/2026, 12:41:00\t3h 10m 0s\t\t\tAttendee']
  // As Teams writes it: UTF-16 with its mark.
  await send(page, sessions[0], { name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines.join('\r\n'), 'utf16le')]) })
  const words = await page.locator('main').innerText()
  assert.match(words, /An attendance report of Teams\. Nothing is marked yet\./)
  assert.match(await row(page, email('Remote Ann')).innerText(), /209\s+Remote Ann, by the address\s+Will be marked/)
  assert.match(await row(page, email('Remote Bea')).innerText(), /Not there, or not long enough/)
  assert.match(await row(page, '7946').innerText(), /The name has no letter\s+Cannot be read: leave it out below/)
  assert.match(await row(page, 'by the name alone').innerText(), /Remote Cay/)
  await examine(page, 'import-report')
  await page.getByLabel(/^Line \d+: Remote Cay/).check()
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.ok(await page.getByLabel(/^Line \d+: Remote Cay/).isChecked(), 'what was ticked is kept')
  await examine(page, 'import-report-wrong', { picture: false })
  await page.getByLabel(/^Leave line 9 out: \+44 20 7946 0000$/).check()
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.getByText('The register is saved.').waitFor()
  assert.deepEqual(await there(page), ['Remote Ann', 'Remote Cay'])
  await page.getByRole('link', { name: 'History of this register' }).click()
  await page.waitForURL('**/history?day=*')
  assert.match(await page.locator('main').innerText(), /1 row left out/)
  await leave()
})

test('a register is taken in from a workbook', { timeout: 60_000 }, async () => {
  const { page, leave } = await staff('trainer', { script: false })
  const book = { name: 'register.xlsx', mimeType: XLSX, buffer: sheet([['Name', 'E-mail', 'Present'], ['Remote Ann', email('Remote Ann'), 'yes'], ['Remote Bea', email('Remote Bea'), 'no'], ['Remote Cay', email('Remote Cay'), 'x']]) }
  await send(page, sessions[1], book)
  assert.match(await page.locator('main').innerText(), /A list of people\. Nothing is marked yet\./)
  assert.match(await row(page, email('Remote Ann')).innerText(), /by the address\s+Will be marked/)
  assert.match(await row(page, email('Remote Bea')).innerText(), /Not there/)
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.getByText('The register is saved.').waitFor()
  assert.deepEqual(await there(page), ['Remote Ann', 'Remote Cay'])
  // The same file again adds nothing.
  await send(page, sessions[1], book)
  assert.match(await row(page, email('Remote Cay')).innerText(), /There already/)
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.getByText('The register is saved.').waitFor()
  assert.deepEqual(await there(page), ['Remote Ann', 'Remote Cay'])
  await leave()
})
