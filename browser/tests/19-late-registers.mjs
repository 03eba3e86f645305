// A register that comes late says why; then it is known who came and who did not, on the list of bookings and on the person's record.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, staff, visit } from '../lib.mjs'

after(close)

test('a register that comes late says why, and who is not on it did not come', { timeout: 120_000 }, async () => {
  const trainer = await staff('trainer')
  const { page } = trainer
  await visit(page, '/today?all=registers')
  const owed = await page.getByRole('table', { name: 'Registers that are owed' }).locator('tbody tr').evaluateAll((rows) => rows.map((row) => [row.querySelector('a').getAttribute('href'), Number(/(\d+) of \d+$/.exec(row.textContent.trim())?.[1] ?? 0)]))
  // The demonstration's are months old: the last with three people or more.
  const path = owed.filter(([, taken]) => taken > 2).at(-1)[0]
  const session = path.split('/')[2]
  await visit(page, path)
  const boxes = page.locator('[data-register] .govuk-checkboxes__item')
  const names = (await boxes.locator('label').allInnerTexts()).map((name) => name.trim())
  const [came, missed] = [names.findIndex((name) => names.filter((other) => other === name).length === 1), names.findLastIndex((name) => names.filter((other) => other === name).length === 1)]
  assert.ok(came < missed, 'two people of names of their own')
  await boxes.nth(came).locator('input').check()
  await page.getByRole('button', { name: 'Save the register' }).click()
  await page.locator('.govuk-error-summary', { hasText: 'This day is more than a week ago. Enter why it is changed now' }).waitFor()
  assert.ok(await boxes.nth(came).locator('input').isChecked(), 'what was ticked is kept')
  await examine(page, 'register-late')
  await page.locator('[data-register]').getByLabel('Why it is entered late').fill('The sheet lay in the car')
  await page.getByRole('button', { name: 'Save the register' }).click()
  await page.getByText('The register is saved.').waitFor()
  assert.deepEqual(await boxes.locator('input').evaluateAll((all) => all.map((one, place) => one.checked ? place : -1).filter((place) => place >= 0)), [came])
  await page.getByRole('link', { name: 'History of this register' }).click()
  await page.waitForURL('**/history?day=*')
  assert.match(await page.locator('main').innerText(), /Sasha Iqbal[^]*The sheet lay in the car/)
  await trainer.leave()

  const coordinator = await staff('coordinator')
  await visit(coordinator.page, `/sessions/${session}/bookings`)
  const row = (place) => coordinator.page.locator('main tbody tr').filter({ has: coordinator.page.getByRole('link', { name: names[place], exact: true }) })
  assert.match(await row(came).innerText(), /Came$/)
  assert.match(await row(missed).innerText(), /Did not come$/)
  assert.match(await coordinator.page.locator('main').innerText(), new RegExp(`Of ${names.length} people with a place 1 came and ${names.length - 1} did not\\.`))
  await examine(coordinator.page, 'bookings-who-came')
  for (const [place, told] of [[missed, 'Did not come'], [came, 'Came']]) {
    await visit(coordinator.page, `/sessions/${session}/bookings`)
    await row(place).getByRole('link').click()
    await coordinator.page.getByRole('link', { name: "The person's record" }).click()
    const visited = coordinator.page.getByRole('table', { name: 'Sessions' }).locator('tbody tr').filter({ has: coordinator.page.locator(`a[href="/sessions/${session}/plan"]`) })
    assert.equal(await visited.locator('.govuk-tag').innerText(), told)
    assert.ok(Number(await coordinator.page.locator(`dt:text-is("${told}") + dd`).innerText()) >= 1)
  }
  await coordinator.leave()
})
