// Who should come to a course again: listed for coordinators, told in neutral words, by one press and once.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, mailCount, person, staff, visit } from '../lib.mjs'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

after(close)

test('those whose turn it is are listed and told once, without JavaScript', { timeout: 90_000 }, async () => {
  const { page, leave } = await staff('coordinator', { script: false })
  await visit(page, '/courses?title=family')
  await page.getByRole('link', { name: 'The whole family in view (invented)' }).click()
  await page.getByRole('link', { name: 'Who should come again' }).click()
  const own = page.url()
  const waiting = page.locator('main tbody tr', { hasText: 'Not told yet' })
  const due = await waiting.count()
  assert.ok(due > 0, 'somebody is due')
  const before = mailCount()
  await page.getByRole('button', { name: 'Tell those whose turn it is' }).click()
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /on (its|their) way/)
  assert.equal(await waiting.count(), 0)
  // The demonstration writes its messages into a folder: each is neutral and leads to one's own record.
  let letter
  for (let tries = 0; tries < 200 && !letter; tries += 1) {
    const names = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort().slice(before)
    letter = names.map((name) => readFileSync(join(process.env.MAILBOX, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=')).find((raw) => /^Subject: Something on your record is due again/m.test(raw))
    if (!letter) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(letter, 'a message came')
  assert.doesNotMatch(letter, /family|course|training|session|conversation|abuse|perpetrator/i)
  const record = /\/record\/[0-9a-f]{74}/.exec(letter)[0]
  const hers = await person({ narrow: true })
  await visit(hers.page, record)
  assert.match(await hers.page.locator('main').innerText(), /Due since/)
  await hers.leave()
  // A second press finds nobody left.
  await page.goto(own)
  await page.getByRole('button', { name: 'Tell those whose turn it is' }).click()
  assert.match(await page.locator('main').innerText(), /Nobody is left to tell/)
  await leave()
  for (const narrow of [false, true]) {
    const looks = await staff('coordinator', { narrow })
    await visit(looks.page, own.replace(base, ''))
    await examine(looks.page, `come-again${narrow ? '-narrow' : ''}`)
    await looks.leave()
  }
})
