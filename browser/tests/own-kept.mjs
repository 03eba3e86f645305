// What somebody typed while her session timed out: kept, shown to her alone after signing in again, sent or let go. On a server of its
// own where a session ends after two minutes without a request; everybody types at the beginning and waits at once.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, freshCode, emailOf, note, outside, ownServer, PASSWORD, person, signInOn, visit } from '../lib.mjs'

const IDLE = 121_000
const UNWANTED = { name: 'Not Wanted', email: 'not.wanted@council.example' }
const typed = {}
let house

before(async () => {
  house = await ownServer('kept', ['--idle-minutes', '2'])
  for (const script of [true, false]) {
    typed[script] = await person({ script, at: house.at })
    await signInOn(typed[script].page, 'coordinator', house.at)
    await typeCourse(typed[script].page, `Kept for her ${script}`)
  }
  typed.unwanted = await person({ at: house.at })
  await signInOn(typed.unwanted.page, 'administrator', house.at)
  await typeInvitation(typed.unwanted.page)
  await new Promise((resolve) => setTimeout(resolve, IDLE))
}, { timeout: 300_000 })
after(async () => { await close(); await house?.stop() })

async function typeCourse (page, title) {
  await page.goto(`${house.at}/courses/new`)
  await page.getByLabel('Programme').selectOption({ index: 1 })
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Kind').selectOption({ index: 1 })
  await page.getByLabel('Aims').fill('Twenty minutes of thinking.\nAnd a second line.')
  await page.getByLabel('Length in hours').fill('6')
  await page.getByLabel('Number of days').fill('1')
  await page.getByLabel('In a room').check()
  await page.getByLabel('Whom it is for').fill('Everybody who meets families')
}

async function typeInvitation (page) {
  for (const one of Object.values(UNWANTED)) note('people', one)
  await page.goto(`${house.at}/accounts/new`)
  await page.getByLabel('Name', { exact: true }).fill(UNWANTED.name)
  await page.getByLabel('Work e-mail address').fill(UNWANTED.email)
  await page.getByLabel('Organisation').selectOption({ index: 1 })
  await page.getByLabel('Role').selectOption('practitioner')
  await page.getByLabel('All areas').check()
}

async function again (page, role) {
  await page.waitForURL('**/sign-in?next=%2Fkept')
  await page.getByLabel('E-mail address').fill(emailOf(role))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/code')
  await page.getByLabel('Code', { exact: true }).fill(await freshCode(role, house.at))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/kept')
}

test('what was kept is let go when she wants that', { timeout: 240_000 }, async () => {
  const { page, leave } = typed.unwanted
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await again(page, 'administrator')
  assert.ok((await page.locator('main').innerText()).includes(UNWANTED.name))
  assert.deepEqual(await outside(page), [])
  await page.getByRole('button', { name: 'Discard it' }).click()
  await page.getByText('Nothing is waiting').waitFor()
  await visit(page, `${house.at}/accounts`)
  assert.ok(!(await page.content()).includes(UNWANTED.name))
  // The form of another waits at the same address, for her alone.
  await typed.true.page.getByRole('button', { name: 'Save the course' }).click()
  await typed.true.page.waitForURL('**/sign-in?next=%2Fkept')
  await visit(page, `${house.at}/kept`)
  assert.match(await page.locator('main').innerText(), /Nothing is waiting/)
  await leave()
})

for (const script of [true, false]) {
  // Proves SD5
  test(`a form sent after the session timed out is kept and sent later ${script ? 'with' : 'without'} JavaScript`, { timeout: 240_000 }, async () => {
    const { page, leave } = typed[script]
    const title = `Kept for her ${script}`
    if (page.url().endsWith('/courses/new')) await page.getByRole('button', { name: 'Save the course' }).click()
    await again(page, 'coordinator')
    const words = await page.locator('main').innerText()
    assert.ok(words.includes(title) && words.includes('And a second line.'), words)
    if (script) await examine(page, 'kept')
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.waitForURL('**/courses/C-*')
    assert.equal(await page.locator('h1').innerText(), title)
    await visit(page, `${house.at}/kept`)
    assert.match(await page.locator('main').innerText(), /Nothing is waiting/)
    await leave()
  })
}
