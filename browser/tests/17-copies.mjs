// A file with people in it leaves for a reason, with a mark by which it is known again, and is asked back when its day is over.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

async function take (page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Take the copy' }).click()])
  return readFileSync(await download.path(), 'utf8')
}

// Proves SG8
test('a coordinator takes the bookings of a session, is offered her words again, and finds the copy by its mark', { timeout: 90_000 }, async () => {
  const { page, leave } = await staff('coordinator', { script: false })
  await visit(page, '/planning?when=over')
  // Where nobody is booked the copy names nobody.
  await page.locator('main tbody tr', { hasNotText: /\b0 of / }).first().locator('a[href^="/sessions/"]').click()
  const session = page.url().replace(/\/plan.*/, '')
  await visit(page, `${session}/bookings/export?format=csv`)
  // Words of an earlier copy may stand there.
  await page.getByLabel('Who is it for?').fill('')
  await page.getByRole('button', { name: 'Take the copy' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter who it is for/)
  await page.getByLabel('Who is it for?').fill('The venue\u2019s reception')
  await page.getByLabel('Why does it leave?').fill('Name badges')
  const text = await take(page)
  const mark = /Copy ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})/.exec(text)[1]
  assert.doesNotMatch(text, /needs/)
  await visit(page, `${session}/bookings/export?format=csv`)
  assert.equal(await page.getByLabel('Why does it leave?').inputValue(), 'Name badges')
  assert.notEqual(/Copy ([0-9A-Z-]+)/.exec(await take(page))[1], mark, 'each has its own')
  await visit(page, '/copies')
  await page.getByLabel('Mark in a file').fill(mark.toLowerCase())
  await page.getByRole('button', { name: 'Apply filters' }).click()
  assert.equal(await page.locator('main tbody tr').count(), 1)
  await page.getByRole('link', { name: mark }).click()
  assert.match(await page.locator('main').innerText(), /Name badges/)
  assert.ok(await page.getByRole('table', { name: 'Whose records it holds' }).getByRole('link').count() > 0, 'each leads to its booking')
  await page.getByRole('button', { name: 'It is deleted everywhere' }).click()
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /noted as deleted/)
  await leave()
  for (const narrow of [false, true]) {
    const looks = await staff('coordinator', { narrow })
    const end = narrow ? '-narrow' : ''
    await visit(looks.page, `${session}/bookings/export?format=xlsx`)
    await examine(looks.page, `copy-asked${end}`)
    await visit(looks.page, '/copies')
    await examine(looks.page, `copies${end}`)
    await looks.page.getByRole('link', { name: mark }).click()
    await examine(looks.page, `copy-one${end}`)
    await looks.leave()
  }
})
