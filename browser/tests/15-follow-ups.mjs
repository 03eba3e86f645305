// Months after a course: the message, its link on a phone, the one set of answers, and the press that ends such messages.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { base, close, examine, outside, person, staff, visit } from '../lib.mjs'

after(close)

// The messages that ask what became of it. The demonstration has a session that ended three months ago to the day; its daily work sends them.
async function asked () {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort()
      .map((name) => readFileSync(join(process.env.MAILBOX, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '='))
      .filter((raw) => /^Subject: What became of it\?/m.test(raw))
    if (found.length >= 10) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('nobody was asked')
}
const link = (raw, path) => base + new RegExp(`/${path}/[0-9a-f]+`).exec(raw)[0]

// Proves SH10
test('somebody answers months later on her phone, once, and another wants no more messages', { timeout: 90_000 }, async () => {
  const mails = await asked()
  for (const raw of mails) {
    assert.doesNotMatch(raw, /family|course|training|session/i, 'neutral')
    assert.match(raw, /^List-Unsubscribe: <http/mi)
  }
  const { page, leave } = await person({ narrow: true })
  const mine = link(mails[0], 'follow-up')
  assert.equal(await visit(page, mine), 200)
  await examine(page, 'follow-up')
  assert.deepEqual(await outside(page), [])
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await page.locator('input[name=used][value="2"]').check()
  await page.getByLabel('What helped, and what got in the way?').fill('An hour a week for it')
  await page.waitForTimeout(1100) // A second press within a second is taken for a double click.
  await page.getByRole('button', { name: 'Send my answers' }).click()
  // What she said at the end of the session, in her own words.
  await page.getByRole('heading', { name: 'What you said you would do' }).waitFor()
  await examine(page, 'said-and-done-own')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await page.getByLabel('No, something stood in the way').check()
  await page.getByLabel('If not, or not all of it: what comes closest?').selectOption('no-time')
  await page.waitForTimeout(1100)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.govuk-notification-banner').waitFor()
  await visit(page, mine)
  await page.locator('.govuk-panel').waitFor()
  assert.match(await page.locator('.govuk-panel').innerText(), /kept without your name/)
  assert.equal(await page.getByRole('link', { name: 'Say what became of it' }).count(), 1)
  await examine(page, 'follow-up-thanks')
  assert.equal(await page.getByRole('button', { name: 'Send my answers' }).count(), 0, 'a second set is not asked for')
  await leave()

  const other = await person({ narrow: true, script: false })
  const ends = link(mails[1], 'no-follow-up')
  await visit(other.page, ends)
  await other.page.getByRole('button', { name: 'Do not ask me any more' }).click()
  assert.match(await other.page.locator('h1').innerText(), /You are not asked any more/)
  await other.page.getByRole('button', { name: 'Ask me again after all' }).click()
  assert.match(await other.page.locator('h1').innerText(), /Do you want no more/)
  await other.leave()
  const looks = await person({ narrow: true })
  await visit(looks.page, ends)
  await examine(looks.page, 'no-follow-up')
  await looks.leave()
})

test('a coordinator sees from which sessions no answer came, and how many answered', { timeout: 60_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/ledger?kind=follow-up&state=all')
  await examine(page, 'ledger-follow-ups')
  assert.match(await page.locator('main').innerText(), /The whole family in view/)
  await visit(page, '/evidence/use-in-practice?programme=example-earlier-courses')
  const table = page.locator('table', { hasText: 'The first time' })
  await table.waitFor()
  await examine(page, 'who-answered')
  assert.match(await table.innerText(), /\(n=10\/38\)/, 'nine are loaded, one answered above')
  await leave()
})

test('somebody says at the end what she will do, without JavaScript, and nobody else sees the words', { timeout: 60_000 }, async () => {
  const own = await person({ narrow: true, script: false })
  const mails = await asked()
  await visit(own.page, link(mails[2], 'follow-up') + '/intention')
  const words = await own.page.locator('.govuk-summary-list__value').first().innerText()
  assert.ok(words.length > 10)
  await own.page.getByLabel('Yes', { exact: true }).check()
  await own.page.getByRole('button', { name: 'Send' }).click()
  assert.match(await own.page.locator('main').innerText(), /counted without your name/)
  await own.leave()

  for (const narrow of [false, true]) {
    const { page, leave } = await staff('coordinator', { narrow })
    await visit(page, '/evidence/said-and-done?programme=example-earlier-courses')
    await page.locator('table', { hasText: 'From saying to doing' }).waitFor()
    await examine(page, narrow ? 'said-and-done-narrow' : 'said-and-done')
    const text = await page.locator('main').innerText()
    assert.match(text, /Could not do it/)
    assert.ok(!text.includes(words), 'nobody reads the words')
    await leave()
  }
})
