// Photographs of the paper sheet: taken with the telephone, kept without where they were taken, saved again, removed.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { base, close, examine, person, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

let sheet
before(async () => {
  const { page, leave } = await staff('coordinator')
  const reference = (await planSession(page, { title: 'A day on a photograph', ...soon(), capacity: 20 })).session
  sheet = `/sessions/${reference}/sheet/photographs`
  await leave()
})

// A picture of a page as a telephone writes it: with who made it and where.
const PLACE = 'CANARY 52.0907N 5.1214E'
async function photograph () {
  const { page, leave } = await person()
  await page.goto(`${base}/sessions`)
  const plain = await page.screenshot({ type: 'jpeg' })
  await leave()
  const text = Buffer.from(PLACE)
  const entries = Buffer.alloc(2 + 12 + 4)
  entries.writeUInt16LE(1, 0)
  entries.writeUInt16LE(0x010f, 2)
  entries.writeUInt16LE(2, 4)
  entries.writeUInt32LE(text.length, 6)
  entries.writeUInt32LE(8 + entries.length, 10)
  const body = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), entries, text])
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255])
  return Buffer.concat([plain.subarray(0, 2), head, body, plain.subarray(2)])
}

const chosen = (buffer, name = 'IMG_0001.JPG', mimeType = 'image/jpeg') => ({ name, mimeType, buffer })

async function reason (page) {
  await page.getByLabel('Who is it for?').fill('The trainer')
  await page.getByLabel('Why does it leave?').fill('To key the sheet in')
}

async function saved (page) {
  await page.getByRole('link', { name: /^Download/ }).first().click()
  await reason(page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Take the copy' }).click()])
  assert.equal(download.suggestedFilename(), 'sheet.pdf')
  return readFileSync(await download.path())
}

// Proves SG2, SG4 and SG8
test('a photograph taken with a telephone is kept with the day, and comes back without where it was taken', async () => {
  const picture = await photograph()
  assert.ok(picture.includes(PLACE))
  const { page, leave } = await staff('trainer', { narrow: true })
  await visit(page, sheet)
  assert.equal(await page.getByLabel('Take a photograph now').getAttribute('capture'), 'environment')
  await examine(page, 'photographs-none')
  await page.getByLabel('Take a photograph now').setInputFiles(chosen(picture))
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByText('The photograph is attached.').waitFor()
  await examine(page, 'photographs-narrow')
  const file = await saved(page)
  assert.ok(file.subarray(0, 5).equals(Buffer.from('%PDF-')) && file.includes(Buffer.from([0xff, 0xd8, 0xff])))
  assert.ok(!file.includes(PLACE) && !file.includes('Exif'))
  const mark = /\(Copy ([0-9A-Z-]{14})\)/.exec(file.toString('latin1'))[1]
  await visit(page, `/copies?mark=${mark}`)
  await page.getByRole('link', { name: mark }).click()
  assert.match(await page.locator('main').innerText(), /A photograph of a sheet/)
  await page.getByRole('table', { name: 'Whose records it holds' }).getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: 'Register' }).waitFor()
  await page.setViewportSize({ width: 1280, height: 900 })
  await visit(page, sheet.replace('/photographs', '/key'))
  await page.getByRole('link', { name: /^Download/ }).waitFor()
  await examine(page, 'sheet-key-photographs')
  await leave()
})

// Proves SG1 and SG2
test('a script that is called a photograph is refused, and nothing that was sent is ever shown as a page', async () => {
  const { page, leave } = await staff('trainer')
  await visit(page, sheet)
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.document.title = "ran"</script></svg>'
  for (const [name, kind, words] of [['sheet.svg', 'image/svg+xml', 'is not a photograph'], ['sheet.jpg', 'image/jpeg', 'is not a photograph'], ['sheet.heic', 'image/heic', 'Most Compatible']]) {
    await page.getByLabel('Or choose a photograph').setInputFiles(chosen(Buffer.from(script), name, kind))
    await page.getByRole('button', { name: 'Attach' }).click()
    await page.locator('.govuk-error-summary').getByText(words).waitFor()
  }
  await examine(page, 'photographs-refused')
  await visit(page, sheet)
  const address = await page.getByRole('link', { name: /^Download/ }).first().getAttribute('href')
  await visit(page, address)
  await examine(page, 'photograph-why')
  await reason(page)
  const [download, answer] = await Promise.all([page.waitForEvent('download'), page.waitForResponse(seen => seen.request().method() === 'POST'), page.getByRole('button', { name: 'Take the copy' }).click()])
  assert.match(answer.headers()['content-disposition'], /^attachment/)
  assert.match(answer.headers()['content-security-policy'], /sandbox$/)
  assert.ok(download)
  assert.ok(page.url().endsWith(address), 'the browser stays where it was')
  await leave()
})

test('without scripts a photograph is attached and removed again, with a reason', async () => {
  const { page, leave } = await staff('coordinator', { script: false })
  await visit(page, sheet)
  await page.getByLabel('Or choose a photograph').setInputFiles(chosen(await photograph()))
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByText('The photograph is attached.').waitFor()
  const links = page.getByRole('link', { name: /^Remove/ })
  const attached = await links.count()
  await links.last().click()
  await page.getByRole('button', { name: 'Remove the photograph' }).click()
  await page.locator('.govuk-error-summary').getByText('Enter why').waitFor()
  await page.getByLabel('Why it is removed').fill('Sent twice')
  await page.getByRole('button', { name: 'Remove the photograph' }).click()
  await page.getByText('The photograph is removed.').waitFor()
  assert.equal(await links.count(), attached - 1)
  await leave()
  const seen = await staff('coordinator', { narrow: true })
  await visit(seen.page, sheet)
  await seen.page.getByRole('link', { name: /^Remove/ }).last().click()
  await examine(seen.page, 'photograph-remove')
  await seen.leave()
})
