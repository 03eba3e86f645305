// Targets: set for a course in an area, changed in one of two tabs, ended, and seen on the course's page.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, london, planSession, staff, visit } from '../lib.mjs'

after(close)

test('a target is set for an area, kept when it was changed meanwhile, measured on the course and ended with a reason', { timeout: 120_000 }, async () => {
  const { context, page, leave } = await staff('coordinator')
  const { course } = await planSession(page, { title: 'Whom it should reach', when: london(Date.now() + 20 * 86_400_000) })
  await visit(page, '/planning/targets')
  await page.getByRole('button', { name: 'Set a target' }).click()
  await page.getByLabel('What is it of?').selectOption({ label: 'Whom it should reach' })
  await page.getByLabel('Area').selectOption({ index: 1 })
  for (const [name, year] of [['first', '2026'], ['last', '2027']]) {
    await page.locator(`[name="${name}-day"]`).fill(name === 'first' ? '1' : '31')
    await page.locator(`[name="${name}-month"]`).fill(name === 'first' ? '4' : '3')
    await page.locator(`[name="${name}-year"]`).fill(year)
  }
  await page.getByLabel('People to reach').fill('none')
  await page.getByRole('button', { name: 'Set the target' }).click()
  await page.getByText('Enter how many people are to be reached, 1 or more').first().waitFor()
  assert.equal(await page.locator('[name="last-year"]').inputValue(), '2027', 'what was typed stays')
  await page.getByLabel('People to reach').fill('60')
  await page.getByRole('button', { name: 'Set the target' }).click()
  await page.getByRole('heading', { name: 'Change it' }).waitFor()
  const target = new URL(page.url()).pathname
  await examine(page, 'target')

  const second = await context.newPage()
  await second.goto(page.url())
  await page.getByLabel('People to reach').fill('80')
  await page.getByRole('button', { name: 'Save the target' }).click()
  await page.locator('dt:text-is("People to reach") + dd:text-is("80")').waitFor()
  await second.getByLabel('People to reach').fill('70')
  const [answer] = await Promise.all([second.waitForResponse((one) => one.request().method() === 'POST'), second.getByRole('button', { name: 'Save the target' }).click()])
  assert.equal(answer.status(), 409)
  assert.equal(await second.getByLabel('People to reach').inputValue(), '70', 'what the second typed stays')

  await visit(page, `${target}/history`)
  await page.getByRole('heading', { level: 1, name: 'History' }).waitFor()
  await examine(page, 'target-history', { picture: false })
  await visit(page, `/courses/${course}`)
  const rows = page.getByRole('table', { name: 'Targets', exact: true }).locator('tbody tr')
  assert.match((await rows.allInnerTexts()).join('\n'), /80/)
  await visit(page, target)
  await page.getByLabel('Why is it ended?').fill('The funding ends in March')
  await page.getByRole('button', { name: 'End the target' }).click()
  await page.getByText('This target was ended').waitFor()
  await visit(page, '/planning/targets')
  await examine(page, 'targets')
  await leave()
})
