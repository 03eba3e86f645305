// A mentoring in its turns: another mentor, a pause, going on, the end. Each with its reason; who mentors her no longer keeps it no longer.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const NAME = 'Chidi Cahill'

const form = (page, button) => page.locator('main form', { has: page.getByRole('button', { name: button, exact: true }) })
const press = async (page, button, reason) => {
  await form(page, button).getByLabel('Reason').fill(reason)
  await form(page, button).getByRole('button', { name: button, exact: true }).click()
}
const fact = (page, name) => page.locator('.govuk-summary-list__row', { has: page.locator('dt').getByText(name, { exact: true }) }).locator('dd').first().innerText()
const mentors = (page) => page.getByRole('table', { name: 'Mentors' }).locator('tbody tr').allInnerTexts()

test('a mentoring gets another mentor, pauses, goes on and ends', { timeout: 120_000 }, async () => {
  const [coordinator, trainer] = [await staff('coordinator'), await staff('trainer', { narrow: true })]
  const { page } = coordinator
  await visit(page, '/mentoring')
  await page.getByRole('link', { name: NAME }).click()
  await page.waitForURL('**/mentoring/M-*')
  const own = new URL(page.url()).pathname
  assert.equal(await fact(page, 'Mentor'), 'Sasha Iqbal')
  assert.equal(await visit(trainer.page, own), 200)
  await trainer.page.getByRole('button', { name: 'Enter it' }).waitFor()

  await page.getByRole('link', { name: 'Change the mentor, pause or end it' }).click()
  await page.waitForURL('**/manage')
  await examine(page, 'mentoring-manage')
  await press(page, 'Change the mentor', 'Sasha is on leave until March')
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await form(page, 'Change the mentor').getByLabel('Reason').inputValue(), 'Sasha is on leave until March', 'what was typed stays')
  await examine(page, 'mentoring-manage-wrong', { picture: false })
  await form(page, 'Change the mentor').getByLabel('New mentor').selectOption({ label: 'Morgan Achebe' })
  await press(page, 'Change the mentor', 'Sasha is on leave until March')
  await page.waitForURL('**?done=swap')
  assert.equal(await fact(page, 'Mentor'), 'Morgan Achebe')
  const [now, before] = (await mentors(page)).map((row) => row.split('\t'))
  assert.ok(before[0] === 'Sasha Iqbal' && /\d/.test(before[2]), `${before} ended`)
  assert.ok(now[0] === 'Morgan Achebe' && now[2] === '', `${now} goes on`)
  await page.getByRole('button', { name: 'Enter it' }).waitFor()
  await examine(page, 'mentoring-swapped')
  await visit(trainer.page, own)
  assert.equal(await trainer.page.getByRole('button', { name: 'Enter it' }).count(), 0, 'who mentors her no longer enters nothing')

  await visit(page, `${own}/manage`)
  await press(page, 'Pause it', 'She is away for two months')
  await page.waitForURL('**?done=state')
  assert.equal(await fact(page, 'State'), 'Paused')
  await visit(page, `${own}/manage`)
  assert.equal(await form(page, 'Pause it').count(), 0)
  await press(page, 'Take it up again', 'She is back early')
  await page.waitForURL('**?done=state')
  assert.equal(await fact(page, 'State'), 'Running')

  await page.setViewportSize({ width: 390, height: 844 })
  await visit(page, `${own}/manage`)
  await examine(page, 'mentoring-manage-narrow')
  await press(page, 'End it', 'She led two mornings alone')
  await page.locator('.govuk-error-summary').waitFor()
  await page.getByLabel('The aim was reached').check()
  await press(page, 'End it', 'She led two mornings alone')
  await page.waitForURL('**?done=state')
  assert.equal(await fact(page, 'State'), 'Ended')
  assert.match(await fact(page, 'Ended'), /The aim was reached/)
  assert.equal(await page.getByRole('button', { name: 'Enter it' }).count(), 0, 'nothing is entered any more')
  await examine(page, 'mentoring-ended-narrow')
  await visit(page, '/mentoring?state=ended')
  assert.equal(await page.getByRole('link', { name: NAME }).count(), 1)
  await visit(page, `${own}/history`)
  const told = await page.locator('main').innerText()
  for (const reason of ['Sasha is on leave until March', 'She is away for two months', 'She is back early', 'She led two mornings alone']) assert.ok(told.includes(reason), reason)
  await trainer.leave()
  await coordinator.leave()
})
