// What a manager says that her organisation will review: by her link on a phone, in the list, and in the ledger.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { base, close, examine, outside, person, staff, visit } from '../lib.mjs'

after(close)

// The messages about commitments whose day is over or comes soon: the demonstration has both, and its daily work sends them.
async function reminders () {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort()
      .map((name) => readFileSync(join(process.env.MAILBOX, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '='))
      .filter((raw) => /^Subject: A reminder: the day you set/m.test(raw))
    if (found.length >= 3) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('no manager was reminded')
}

// Proves SH10
test('a manager moves her day, and says what has changed, on a phone', { timeout: 90_000 }, async () => {
  const over = (await reminders()).find((raw) => /the day you set is over/.test(raw))
  assert.doesNotMatch(over, /leave|interpreters|training|course/i, 'neutral')
  const { page, leave } = await person({ narrow: true })
  const mine = base + /\/commitment\/[0-9a-f]+/.exec(over)[0]
  assert.equal(await visit(page, mine), 200)
  await examine(page, 'commitment')
  assert.deepEqual(await outside(page), [])
  const later = new Date(Date.now() + 40 * 24 * 3600 * 1000)
  const boxes = page.getByRole('group', { name: /By which day/ }).getByRole('textbox')
  for (const [place, value] of [later.getUTCDate(), later.getUTCMonth() + 1, later.getUTCFullYear()].entries()) await boxes.nth(place).fill(String(value))
  await page.getByRole('button', { name: 'Move the day' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'commitment-problem', { picture: false })
  await page.getByLabel('Why does it need more time?').fill('Two posts in the team are empty')
  await page.waitForTimeout(1100) // A second press within a second is taken for a double click.
  await page.getByRole('button', { name: 'Move the day' }).click()
  await page.waitForURL('**?done=later')
  assert.equal(await page.getByRole('button', { name: 'Move the day' }).count(), 0, 'once')
  await page.getByLabel('What has changed?').fill('Staff can take ten days')
  await page.getByRole('button', { name: 'It is done' }).click()
  await page.waitForURL('**?done=done')
  assert.match(await page.locator('main').innerText(), /Staff can take ten days|What has changed/)
  await leave()
})

test('a coordinator lists commitments and asks an organisation for what is over', { timeout: 60_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/courses')
  await page.getByRole('link', { name: 'Commitments of managers' }).click()
  await page.waitForURL('**/commitments')
  await examine(page, 'commitments')
  assert.ok(await page.locator('main tbody tr').count() >= 6)
  await page.getByRole('link', { name: 'Those that are owed, in the ledger' }).click()
  await page.waitForURL('**/ledger?kind=commitment')
  await examine(page, 'ledger-commitments')
  await leave()
})
