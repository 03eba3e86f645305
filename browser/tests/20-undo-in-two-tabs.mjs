// A draft of a questionnaire that is open in two tabs: a button of the older one undoes nothing that was not seen there.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const order = (page) => page.locator('main tbody th').allInnerTexts()

async function addNumber (page, text) {
  await page.getByRole('link', { name: /^Add a question/ }).first().click()
  await page.getByLabel('What does the question ask for?').selectOption({ label: 'A whole number' })
  await page.getByRole('button', { name: 'Show its fields' }).click()
  await page.waitForURL('**/question?**kind=**')
  await page.getByLabel('Question', { exact: true }).fill(text)
  await page.getByLabel('Smallest number that is taken').fill('1')
  await page.getByLabel('Largest number that is taken').fill('50')
  await page.getByRole('button', { name: 'Add the question' }).click()
  await page.waitForURL('**/drafts/*?done=saved')
}

for (const script of [true, false]) {
  test(`undo in one tab after a change in the other is a conflict ${script ? 'with' : 'without'} JavaScript`, { timeout: 120_000 }, async () => {
    const { page, context, leave } = await staff('coordinator', { script })
    await visit(page, '/instruments/new')
    await page.getByLabel('Nothing', { exact: true }).check()
    await page.getByLabel('Title', { exact: true }).fill('Open in two tabs')
    await page.getByRole('button', { name: 'Begin the draft' }).click()
    await page.waitForURL('**/drafts/*?done=begun')
    const draft = new URL(page.url()).pathname
    for (const text of ['How often?', 'How many?']) await addNumber(page, text)
    const other = await context.newPage()
    await visit(other, draft)
    await other.getByRole('button', { name: /^Remove How often/ }).click()
    await other.waitForURL('**?done=removed')
    assert.deepEqual(await order(other), ['How many?'])

    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST'),
      page.getByRole('button', { name: 'Undo: added a question' }).click()
    ])
    assert.equal(answer.status(), 409)
    await page.locator('.govuk-error-summary').getByText('Nothing was done by your button: look at the draft as it is now').waitFor()
    assert.deepEqual(await order(page), ['How many?'], 'the draft as it is now')
    if (script) await examine(page, 'draft-conflict')
    if (script) {
      await page.setViewportSize({ width: 390, height: 844 })
      await examine(page, 'draft-conflict-narrow')
    }
    await visit(other, draft)
    assert.deepEqual(await order(other), ['How many?'], 'nothing was undone')

    await page.getByRole('button', { name: 'Undo: removed a question' }).click()
    await page.waitForURL('**?done=undone')
    assert.deepEqual(await order(page), ['How often?', 'How many?'])
    await page.getByRole('button', { name: 'Put the draft aside' }).click()
    await page.waitForURL('**/drafts?done=aside')
    await leave()
  })
}
