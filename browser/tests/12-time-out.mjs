// A signed-in page that nobody touches: the page's own clock is moved, nobody waits a quarter of an hour.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, forget, person, signInOn, visit } from '../lib.mjs'

// The session that is kept for others may have ended with these: who comes next signs in again.
after(() => { forget('coordinator'); return close() })

// Proves SD5, SD6
test('a page that nobody touches warns, keeps what was typed, signs out and shows nothing any more', { timeout: 240_000 }, async () => {
  const { page, leave } = await person()
  await page.clock.install()
  await signInOn(page, 'coordinator')
  await page.goto(`${base}/courses/new`)
  await page.getByLabel('Title').fill('Left on the screen')
  const dialog = page.getByRole('dialog')
  await page.clock.fastForward('11:50')
  assert.equal(await dialog.isVisible(), false)
  await page.clock.fastForward('00:20')
  await dialog.waitFor()
  await page.clock.fastForward('02:00')
  await page.waitForURL('**/sign-in?next=%2Fkept')
  await page.goBack().catch(() => {})
  assert.ok(!(await page.content()).includes('Left on the screen'), 'Back shows nothing')
  await page.goto(`${base}/account`)
  assert.ok(page.url().includes('/sign-in'), 'the session is over')
  // Signing in leads on to the page that was asked for.
  await signInOn(page, 'coordinator', base, '**/account')
  await visit(page, '/kept')
  assert.ok((await page.locator('main').innerText()).includes('Left on the screen'))
  await page.getByRole('button', { name: 'Discard it' }).first().click()
  await leave()
})

test('who stays is warned again later; who stays too late is led to signing in', { timeout: 240_000 }, async () => {
  const { page, leave } = await person()
  await page.clock.install()
  await signInOn(page, 'coordinator')
  await visit(page, '/courses')
  const dialog = page.getByRole('dialog')
  await page.clock.fastForward('12:10')
  await dialog.waitFor()
  await dialog.getByRole('button', { name: 'Stay signed in' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.clock.fastForward('12:10')
  await dialog.waitFor()
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: 'Stay signed in' }).click()
  await page.waitForURL('**/sign-in?next=%2Fcourses')
  await leave()
})
