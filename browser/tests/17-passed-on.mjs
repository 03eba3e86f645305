// Somebody passes on at work what she heard: told from her own record, listed for coordinators, counted on its own.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { base, close, examine, person, staff, visit } from '../lib.mjs'

after(close)

// A message whose text has this in it, to anybody or to somebody: to whom, and what it says.
async function message (words, to) {
  const file = (name) => readFileSync(join(process.env.MAILBOX, name), 'utf8')
  for (let tries = 0; tries < 300; tries += 1) {
    const found = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort()
      .map((name) => ({ name, raw: file(name).replace(/=\r?\n/g, '').replace(/=3D/g, '=') }))
      .map((one) => ({ ...one, to: JSON.parse(file(one.name.replace('.eml', '.json'))).to[0] }))
      .find((one) => words.test(one.raw) && (!to || one.to === to))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no message says ${words}`)
}

// The link to the record of somebody who was at a session, as she gets it: by asking for it with her address.
async function recordOf () {
  const { to } = await message(/^Subject: What became of it\?/m)
  const { page, leave } = await person({ narrow: true })
  await visit(page, '/record')
  await page.getByLabel('Work e-mail address').fill(to)
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await page.waitForURL('**/record/asked')
  const { raw } = await message(new RegExp('/record/[0-9a-f]{74}'), to)
  await leave()
  return base + /\/record\/[0-9a-f]{74}/.exec(raw)[0]
}

test('somebody tells of it on her phone without JavaScript, changes it and takes it back', { timeout: 90_000 }, async () => {
  const own = await recordOf()
  const { page, leave } = await person({ narrow: true, script: false })
  await visit(page, own)
  await page.getByRole('link', { name: 'Tell us that you passed it on at work' }).click()
  await page.getByRole('button', { name: 'Tell us' }).click()
  assert.equal(await page.locator('.govuk-error-summary').count(), 1)
  const today = new Date()
  await page.getByLabel('Day').fill(String(today.getUTCDate()))
  await page.getByLabel('Month').fill(String(today.getUTCMonth() + 1))
  await page.getByLabel('Year').fill(String(today.getUTCFullYear()))
  await page.getByLabel('A short briefing').check()
  await page.getByLabel('To how many people?').fill('14')
  await page.getByRole('button', { name: 'Tell us' }).click()
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /counted/)
  await page.locator('main tbody a').first().click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  assert.match(await page.locator('main').innerText(), /not counted/)
  await page.getByRole('button', { name: 'Count it after all' }).click()
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /counted again/)
  await leave()
  for (const narrow of [false, true]) {
    const looks = await person({ narrow })
    await visit(looks.page, `${own}/passed-on`)
    await examine(looks.page, narrow ? 'own-passed-on-narrow' : 'own-passed-on')
    await looks.page.locator('main tbody a').first().click()
    await examine(looks.page, narrow ? 'own-passed-on-one-narrow' : 'own-passed-on-one')
    await looks.leave()
  }
})

test('a coordinator lists it, leaves one out and counts it again', { timeout: 60_000 }, async () => {
  for (const narrow of [true, false]) {
    const { page, leave } = await staff('coordinator', { narrow })
    await visit(page, '/passed-on')
    await examine(page, narrow ? 'passed-on-narrow' : 'passed-on')
    await page.locator('main tbody a[href^="/passed-on/"]').last().click()
    await examine(page, narrow ? 'passed-on-one-narrow' : 'passed-on-one')
    await page.getByRole('button', { name: 'Leave it out' }).click()
    await page.locator('.govuk-error-summary').waitFor()
    await page.getByLabel('Why should it not be counted?').fill('It was the course itself')
    await page.waitForTimeout(1100)
    await page.getByRole('button', { name: 'Leave it out' }).click()
    await page.locator('.govuk-notification-banner').waitFor()
    await page.waitForTimeout(1100)
    await page.getByRole('button', { name: 'Count it after all' }).click()
    await page.getByText('It is counted.').waitFor()
    await visit(page, '/evidence/said-and-done?programme=example-earlier-courses')
    await page.locator('table', { hasText: 'People reached' }).waitFor()
    await leave()
  }
})
