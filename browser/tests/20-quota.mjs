// A question that says who somebody is is put until enough have answered it; then it is left out of the page, and an answer that comes all the
// same, from a page that was open before, is not kept.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, person, readSquare, staff, visit } from '../lib.mjs'

after(close)

const WHERE = 'Where do you work?'

// Answers in a browser without a script; says whether the question was put.
async function answer (page, address, says) {
  await page.goto(base + address)
  const put = await page.getByText(WHERE).count() === 1
  await page.getByRole('radio').first().check()
  if (says) await page.getByRole('group', { name: WHERE }).getByRole('radio').nth(1).check()
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.waitForURL('**/thanks')
  return put
}

test('a question that says who somebody is is left out once enough have answered', { timeout: 180_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/instruments/end-of-session/1/open')
  await page.getByLabel('What do you call it?').fill('Tea room of the clinic')
  const last = new Date(Date.now() + 9 * 86_400_000)
  for (const [part, value] of [['day', last.getUTCDate()], ['month', last.getUTCMonth() + 1], ['year', last.getUTCFullYear()]]) await page.locator(`input[name=closes-${part}]`).fill(String(value))
  await page.getByLabel(WHERE).check()
  await page.getByLabel('To how many people are they put?').fill('49')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.ok(await page.getByLabel(WHERE).isChecked(), 'what was chosen is kept')
  await examine(page, 'quota-wrong')
  await page.getByLabel('To how many people are they put?').fill('50')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.waitForURL('**?done=made')
  const link = new URL(page.url()).pathname
  await visit(page, `${link}/poster`)
  const address = new URL(await readSquare(page, '.trellis-poster')).pathname

  const visitor = await person({ narrow: true })
  assert.equal(await visit(visitor.page, address), 200)
  assert.equal(await visitor.page.getByText(WHERE).count(), 1)
  await examine(visitor.page, 'quota-asked')
  const late = await person({ narrow: true })
  await visit(late.page, address)
  const where = late.page.getByRole('group', { name: WHERE })
  await where.getByRole('radio').first().check()

  // Whoever leaves it empty was asked as well.
  const many = await person({ script: false })
  for (let number = 0; number < 50; number += 1) {
    assert.equal(await answer(many.page, address, number % 2 === 1), true, `of ${number + 1}`)
  }
  await visit(visitor.page, address)
  assert.equal(await visitor.page.getByText(WHERE).count(), 0, 'it is left out')
  assert.ok(await visitor.page.getByRole('radio').count() > 5, 'the others are asked')
  await examine(visitor.page, 'quota-enough')
  await visitor.page.getByRole('radio').first().check()
  await visitor.page.getByRole('button', { name: 'Send my answers' }).click()
  await visitor.page.waitForURL('**/thanks')

  await late.page.getByRole('button', { name: 'Send my answers' }).click()
  await late.page.waitForURL('**/thanks')
  await visit(page, link)
  const kept = page.getByRole('table', { name: WHERE, exact: true })
  assert.match(await page.locator('main').innerText(), /Answered by 25 of 50 who were asked/)
  assert.deepEqual(await kept.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[1].innerText.trim())), ['25', '25'], 'one answer and their sum: what came after enough had answered is not kept')
  await examine(page, 'quota-link')
  for (const one of [visitor, late, many]) await one.leave()
  await leave()
})
