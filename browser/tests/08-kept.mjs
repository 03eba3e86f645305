// What somebody typed while her session timed out: kept, shown to her alone after signing in again, sent or let go.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { base, close, examine, forget, freshCode, emailOf, PASSWORD, person, ROLES, signInOn, staff, visit } from '../lib.mjs'

// The sessions that were kept have run out with the others: who comes next signs in again.
after(() => { for (const role of ROLES) forget(role); return close() })

// Nobody waits twenty minutes for a test: every session was last used half an hour ago.
const idle = () => execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(process.env.SCRATCH, 'data', 'trellis.db'), 'update session_token set seen_at = seen_at - 1800000 where ended_at is null'])

async function typeCourse (page, title) {
  await page.goto(`${base}/courses/new`)
  await page.getByLabel('Programme').selectOption({ index: 1 })
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Kind').selectOption({ index: 1 })
  await page.getByLabel('Aims').fill('Twenty minutes of thinking.\nAnd a second line.')
  await page.getByLabel('Length in hours').fill('6')
  await page.getByLabel('Number of days').fill('1')
  await page.getByLabel('In a room').check()
  await page.getByLabel('Whom it is for').fill('Everybody who meets families')
}

async function again (page) {
  await page.waitForURL('**/sign-in?next=%2Fkept')
  await page.getByLabel('E-mail address').fill(emailOf('coordinator'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/code')
  await page.getByLabel('Code', { exact: true }).fill(await freshCode('coordinator'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/kept')
}

for (const script of [true, false]) {
  // Proves SD5
  test(`a form sent after the session timed out is kept and sent later ${script ? 'with' : 'without'} JavaScript`, { timeout: 240_000 }, async () => {
    const { page, leave } = await person({ script })
    await signInOn(page, 'coordinator')
    const title = `Kept for her ${script}`
    await typeCourse(page, title)
    idle()
    await page.getByRole('button', { name: 'Save the course' }).click()
    await again(page)
    const words = await page.locator('main').innerText()
    assert.ok(words.includes(title) && words.includes('And a second line.'), words)
    if (script) await examine(page, 'kept')
    const other = await staff('administrator')
    await visit(other.page, '/kept')
    if (!other.page.url().includes('sign-in')) assert.ok(!(await other.page.content()).includes(title), 'nobody else sees it')
    await other.leave()
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.waitForURL('**/courses/C-*')
    assert.equal(await page.locator('h1').innerText(), title)
    await visit(page, '/kept')
    assert.match(await page.locator('main').innerText(), /Nothing is waiting/)
    await leave()
  })
}

test('what was kept is let go when she wants that', { timeout: 240_000 }, async () => {
  const { page, leave } = await person()
  await signInOn(page, 'coordinator')
  await typeCourse(page, 'Not wanted any more')
  idle()
  await page.getByRole('button', { name: 'Save the course' }).click()
  await again(page)
  await page.getByRole('button', { name: 'Discard it' }).click()
  await page.getByText('Nothing is waiting').waitFor()
  await visit(page, '/courses')
  assert.ok(!(await page.content()).includes('Not wanted any more'))
  await leave()
})
