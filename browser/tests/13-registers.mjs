// A register by other ways than ticking: the paper sheet, a file, a device that is handed round; and the pages around a register on a device.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, note, person, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

let reference
const PEOPLE = ['Paper One', 'Paper Two', 'Paper Three', 'Paper Four']
const email = (name) => `${name.toLowerCase().replace(' ', '.')}@council.example`

before(async () => {
  const { page, leave } = await staff('coordinator')
  reference = (await planSession(page, { title: 'A day on paper', ...soon(), capacity: 20 })).session
  await leave()
  const visitor = await person()
  for (const name of PEOPLE) {
    await visitor.page.goto(`${base}/sessions/${reference}/book`)
    await fillBooking(visitor.page, { name, email: email(name) })
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
  }
  await visitor.leave()
})

async function there () {
  const { page, leave } = await staff('trainer')
  await page.goto(`${base}/sessions/${reference}/register`)
  const names = await page.$$eval('[data-register] .govuk-checkboxes__item', (all) => all.filter((one) => one.querySelector('input').checked).map((one) => one.querySelector('label').textContent.trim()))
  await leave()
  return names.sort()
}

test('the paper sheet prints on A4 and is keyed in by numbers', async () => {
  const { page, leave } = await staff('trainer')
  assert.equal(await visit(page, `/sessions/${reference}/sheet`), 200)
  await examine(page, 'sheet')
  const number = await page.locator('tbody tr', { hasText: 'Paper Two' }).locator('td').first().innerText()
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 703, height: 1000 })
  assert.equal(await page.locator('.trellis-header').isVisible(), false, 'only the sheet is printed')
  assert.equal(await page.locator('.trellis-sheet__square svg').isVisible(), true)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'it fits the width of the paper')
  await page.screenshot({ path: 'browser/output/sheet-print.png', fullPage: true })
  await page.pdf({ path: 'browser/output/sheet.pdf', preferCSSPageSize: true })
  await page.emulateMedia({ media: 'screen' })
  await page.setViewportSize({ width: 390, height: 844 })
  await visit(page, `/sessions/${reference}/sheet/key`)
  await examine(page, 'sheet-key')
  await page.getByLabel('Numbers of those who signed').fill('99')
  await page.getByRole('button', { name: 'Show who that is' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'sheet-key-wrong', { picture: false })
  await page.getByLabel('Numbers of those who signed').fill(number)
  await page.getByRole('button', { name: 'Show who that is' }).click()
  await page.getByText('Will be marked').waitFor()
  await examine(page, 'sheet-key-shown')
  await page.getByRole('button', { name: 'Save these people as there' }).click()
  await page.getByText('The register is saved.').waitFor()
  await leave()
  assert.deepEqual(await there(), ['Paper Two'])
})

test('a file is shown with whom each row is taken for, then taken in', async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, `/sessions/${reference}/register/import`)
  await examine(page, 'import')
  const file = (text) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByLabel('File').setInputFiles(file('Name,E-mail\nPaper One,nonsense\n'))
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'import-wrong')
  await page.getByLabel('File').setInputFiles(file(`Name,E-mail\nPaper One,${email('Paper One')}\nPaper Four,\n`))
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.getByRole('heading', { name: 'What the file would do' }).waitFor()
  await visit(page, new URL(page.url()).pathname)
  await examine(page, 'import-shown')
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.getByText('The register is saved.').waitFor()
  await leave()
  assert.deepEqual(await there(), ['Paper One', 'Paper Two'], 'by the name alone nobody is marked')
})

// Proves SE5
test('a device that is handed round is empty for the next', async () => {
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const [session, code] = await trainer.page.locator('dl dd').allInnerTexts()
  await trainer.leave()
  const { page, leave } = await person({ narrow: 820 })
  await page.clock.install()
  await visit(page, '/door')
  await page.getByLabel('Session').fill(session.trim())
  await page.getByLabel('Code').fill(code.trim())
  await page.getByLabel('It is handed round').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/shared')
  await visit(page, new URL(page.url()).pathname)
  await examine(page, 'shared')
  const who = page.getByLabel('Your work e-mail address or your name')
  await who.fill('Paper Three')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Hand the device on').waitFor()
  assert.equal(await who.inputValue(), '')
  await page.goBack()
  assert.ok(!(await page.content()).includes('Paper Three'), 'Back shows nothing')
  await page.goto(page.url())
  note('people', 'Half Typed')
  await who.fill('Half Typed')
  await page.clock.fastForward('00:50')
  await page.waitForFunction(() => document.querySelector('#who').value === '')
  await page.getByRole('button', { name: 'I have not booked' }).click()
  await page.getByRole('heading', { name: 'Tell us who you are' }).waitFor()
  assert.equal(await visit(page, `${new URL(page.url()).pathname.replace(/\/walk-in$/, '')}/walk-in`), 200)
  await examine(page, 'shared-walk-in', { picture: false })
  await leave()
  assert.deepEqual(await there(), ['Paper One', 'Paper Three', 'Paper Two'])
})

test('the pages around a register on a device are sound', async () => {
  const { page, leave } = await staff('coordinator')
  for (const path of [`/sessions/${reference}/register/keep`, `/sessions/${reference}/register/settle`, `/sessions/${reference}/register/held`, '/registers/waiting', '/offline/marks', '/offline/register']) assert.equal(await visit(page, path), 200, path)
  for (const path of ['/offline/worker.js', '/offline/manifest.webmanifest']) assert.equal((await page.goto(base + path)).status(), 200, path)
  await leave()
})
