// Questionnaires without a screen of one's own: on paper, keyed in by two people who differ; and by a poster that anybody scans.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, person, planSession, readSquare, soon, staff, visit } from '../lib.mjs'

after(close)

let reference
before(async () => {
  const { page, leave } = await staff('coordinator')
  reference = (await planSession(page, { title: 'A day with paper sheets', ...soon(), capacity: 20 })).session
  await leave()
})

const main = (page) => page.locator('main').innerText()

test('a questionnaire is printed, keyed in by two people, decided and taken in', { timeout: 120_000 }, async () => {
  const first = await staff('coordinator')
  await visit(first.page, `/sessions/${reference}/paper`)
  await examine(first.page, 'paper')
  await first.page.getByRole('link', { name: /^Print/ }).first().click()
  await first.page.waitForURL(/\/paper\/feedback\.\d+$/)
  await examine(first.page, 'paper-sheet')
  const keying = await readSquare(first.page, '.trellis-sheet__square')
  await first.page.emulateMedia({ media: 'print' })
  await first.page.setViewportSize({ width: 703, height: 1000 })
  assert.equal(await first.page.locator('.trellis-header').isVisible(), false, 'only the sheet is printed')
  assert.ok(await first.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'it fits the width of the paper')
  await first.page.screenshot({ path: 'browser/output/paper-print.png', fullPage: true })
  await first.page.emulateMedia({ media: 'screen' })
  await first.page.setViewportSize({ width: 1280, height: 900 })

  await first.page.goto(keying)
  assert.equal(await first.page.locator('input[name=which]:checked').count(), 1, 'the code names the sheets')
  await first.page.getByLabel('How many sheets are there?').fill('1')
  await first.page.getByRole('button', { name: 'Begin to key them in' }).click()
  await first.page.waitForURL('**/paper/*')
  const batch = new URL(first.page.url()).pathname
  await first.page.getByRole('button', { name: 'Key sheet 1' }).click()
  await first.page.waitForURL('**/sheets/1')
  await examine(first.page, 'keying')
  // The first field is open for typing; a number leads on by itself, Enter leads on, and Enter in the last field keeps the sheet.
  await first.page.keyboard.type('12')
  await first.page.keyboard.press('Enter')
  const fields = first.page.locator('form[data-keying] :is(input[type=text], textarea)')
  assert.equal(await fields.nth(0).inputValue() + await fields.nth(1).inputValue(), '12')
  assert.equal(await fields.nth(3).evaluate((field) => field === document.activeElement), true)
  const count = await fields.count()
  for (let place = 3; place < count; place += 1) await first.page.keyboard.press('Enter')
  await first.page.waitForURL('**?done=all')

  const second = await staff('trainer', { script: false })
  await visit(second.page, `${batch}/sheets/1`)
  assert.match(await main(second.page), /second keying/)
  const inputs = second.page.locator('form[data-keying] input[type=text]')
  await inputs.nth(0).fill('1')
  await inputs.nth(1).fill('4')
  await second.page.getByRole('button', { name: 'Keep this sheet and go on' }).click()
  await second.page.waitForURL('**?done=all')
  await second.leave()

  await visit(first.page, `${batch}/compare`)
  await examine(first.page, 'keying-compared')
  assert.equal(await first.page.locator('main fieldset').count(), 1, 'one answer differs')
  await first.page.getByLabel(/^Second keying/).check()
  await first.page.getByRole('button', { name: 'Keep these decisions' }).click()
  await first.page.waitForURL('**?done=decided')
  await examine(first.page, 'keyed-twice')
  await first.page.getByLabel('Why there are more answers than people signed in').fill('The register was lost')
  await first.page.getByRole('button', { name: 'Take them in' }).click()
  await first.page.waitForURL('**?done=taken')
  assert.match(await main(first.page), /Taken in/)
  await first.leave()
})

test('a poster leads anybody to the questions, on a phone, until it is closed', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/instruments/end-of-session/1/open')
  await examine(page, 'link-new')
  await page.getByLabel('What do you call it?').fill('Stall at the summer fair')
  const last = new Date(Date.now() + 9 * 86_400_000)
  await page.locator('input[name=closes-day]').fill(String(last.getUTCDate()))
  await page.locator('input[name=closes-month]').fill(String(last.getUTCMonth() + 1))
  await page.locator('input[name=closes-year]').fill(String(last.getUTCFullYear()))
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.waitForURL('**?done=made')
  await examine(page, 'link')
  const link = new URL(page.url()).pathname
  await visit(page, `${link}/poster`)
  await examine(page, 'poster')
  const address = await readSquare(page, '.trellis-poster')
  assert.match(address, /\/answer\/[0-9a-f]{32}$/)

  const visitor = await person({ narrow: true, script: false })
  assert.equal((await visitor.page.goto(address)).status(), 200)
  await visitor.page.screenshot({ path: 'browser/output/link-phone.png', fullPage: true })
  await visitor.page.locator('main input[type=radio]').first().check()
  await visitor.page.getByRole('button', { name: 'Send my answers' }).click()
  await visitor.page.waitForURL('**/thanks')
  assert.match(await main(visitor.page), /Thank you/)
  const phone = await person({ narrow: true })
  await phone.page.goto(address)
  await examine(phone.page, 'link-answer')

  await visit(page, link)
  await page.getByRole('button', { name: 'Close it now' }).click()
  await page.waitForURL('**?done=closed')
  assert.equal((await phone.page.goto(address)).status(), 410)
  await examine(phone.page, 'link-closed')
  await visit(page, '/instruments/links')
  await examine(page, 'links')
  for (const one of [visitor, phone]) await one.leave()
  await leave()
})
