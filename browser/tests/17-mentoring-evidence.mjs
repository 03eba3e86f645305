// Mentoring as evidence: on a wide screen, on paper, and at 390 pixels; and a file without JavaScript.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const page = '/evidence/mentoring?programme=example-partnership'

for (const narrow of [false, true]) {
  test(`mentoring is added up ${narrow ? 'on a narrow screen' : 'on a wide one and on paper'}`, async () => {
    const { page: tab, leave } = await staff('coordinator', { narrow })
    assert.equal(await visit(tab, `${page}&profile=internal`), 200)
    for (const title of ['Who is mentored, by area', 'Stages reached', 'Hours that were given', 'What mentors carry']) {
      assert.equal(await tab.locator('caption', { hasText: title }).count(), 1, title)
    }
    await examine(tab, narrow ? 'mentoring-evidence-narrow' : 'mentoring-evidence')
    if (!narrow) {
      await tab.emulateMedia({ media: 'print' })
      await examine(tab, 'mentoring-evidence-print')
      await tab.emulateMedia({ media: 'screen' })
    }
    await leave()
  })
}

test('the figures of mentoring leave as a file without JavaScript', async () => {
  const { page: tab, leave } = await staff('evaluator', { script: false })
  await visit(tab, page)
  await tab.getByLabel('For whom').selectOption('partner')
  await tab.getByLabel('Who it is for').fill('Board of the browser test')
  await tab.getByLabel('Why it leaves').fill('To see it leave')
  const [file] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: 'Export' }).click()])
  assert.ok(readFileSync(await file.path(), 'utf8').includes('Hours that were given'))
  await leave()
})
