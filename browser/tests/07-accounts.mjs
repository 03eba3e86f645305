// An administrator and the people she invites: the invitation, the first sign-in, another role, sessions ended, and leaving in one step.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { PASSWORD, base, close, code, emailOf, examine, mail, mailCount, person, staff, visit } from '../lib.mjs'

after(close)

const NEW = { name: 'Noor Whitfield', email: 'noor.whitfield@council.example', password: 'copper lantern orchard nine' }
let secret
let step = 0

// A code of hers that was not used before.
async function nextCode () {
  for (;;) {
    const now = Math.floor(Date.now() / 30_000)
    const wanted = Math.max(now, step + 1)
    if (wanted <= now + 1) {
      step = wanted
      return code(secret, wanted * 30_000)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function typePassword (page, password = NEW.password) {
  await visit(page, '/sign-in')
  await page.getByLabel('E-mail address').fill(NEW.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/**')
}

async function signIn (page) {
  await typePassword(page)
  await page.getByLabel('Code', { exact: true }).fill(await nextCode())
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

// Her page, as the administrator opens it from the list.
async function open (page) {
  await visit(page, '/accounts')
  await page.getByLabel('Name or e-mail address').fill(NEW.email)
  await page.getByRole('button', { name: /filter|show|search/i }).first().click()
  await page.locator('main table').getByRole('link', { name: NEW.name }).click()
  await page.waitForURL(/\/accounts\/[0-9a-f-]+$/)
}

let invited
let ready = false

// Sends the form of the invitation as it stands with her address, and gives the message.
async function invite (page) {
  const before = mailCount()
  await page.getByLabel('Work e-mail address').fill(NEW.email)
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await page.waitForURL('**done=invited')
  invited = await mail(NEW.email, { after: before })
}

async function fillInvitation (page, email) {
  await visit(page, '/accounts')
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.waitForURL('**/accounts/new')
  await page.getByLabel('Name', { exact: true }).fill(NEW.name)
  await page.getByLabel('Work e-mail address').fill(email)
  await page.getByLabel('Organisation').selectOption({ index: 1 })
  await page.getByLabel('Role').selectOption('coordinator')
  await page.getByLabel('All areas').check()
}

// A test that is run alone finds nobody invited.
async function invitation () {
  if (invited) return
  const { page, leave } = await staff('administrator')
  await fillInvitation(page, NEW.email)
  await invite(page)
  await leave()
}

const invitedLink = () => base + /\/set-password\/[^\s"<>]+/.exec(invited.parsed.text)[0]

async function setPassword (page) {
  await page.getByLabel('New password').fill(NEW.password)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.waitForURL('**/sign-in?done=password')
}

async function setPhone (page) {
  secret = /Type this key: ([A-Z2-7 ]+)/.exec(await page.locator('main').innerText())[1]
  await page.getByLabel('Code', { exact: true }).fill(await nextCode())
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await page.getByText('Keep these recovery codes').waitFor()
  ready = true
}

// Nor does it find her with a password and a phone.
async function account () {
  if (ready) return
  await invitation()
  const { page, leave } = await person()
  await visit(page, invitedLink())
  await setPassword(page)
  await typePassword(page)
  await setPhone(page)
  await leave()
}

test('somebody is invited; a form with something missing keeps what was typed', async () => {
  const { page, leave } = await staff('administrator')
  await fillInvitation(page, 'not an address')
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), NEW.name)
  assert.equal(await page.getByLabel('Role').inputValue(), 'coordinator')
  assert.equal(await page.getByLabel('All areas').isChecked(), true)
  await examine(page, 'invite-wrong', { picture: false })
  await invite(page)
  assert.ok(!invited.raw.includes(NEW.name), 'the message does not name her')
  assert.equal(invited.envelope.to.length, 1)
  await leave()
})

test('she sets a password and a phone once, and is in', { timeout: 120_000 }, async () => {
  await invitation()
  const link = invitedLink()
  const { page, leave } = await person()
  assert.equal(await visit(page, link), 200)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await page.getByLabel('New password').inputValue(), '')
  await examine(page, 'set-password-wrong', { picture: false })
  await setPassword(page)
  assert.equal(await visit(page, link), 410, 'the link worked once')
  await typePassword(page)
  await page.waitForURL('**/sign-in/set-up')
  await examine(page, 'set-up-phone')
  await page.getByLabel('Code', { exact: true }).fill('12')
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'set-up-phone-wrong', { picture: false })
  await setPhone(page)
  assert.ok(await page.locator('.trellis-codes li').count() >= 8)
  await examine(page, 'recovery-codes', { picture: false })
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/today')
  assert.equal(await visit(page, '/courses/new'), 200, 'a coordinator plans courses')
  await leave()
})

// Proves SD6
test('another role holds at once, and ended sessions are out at once', { timeout: 180_000 }, async () => {
  await account()
  const hers = await person()
  await signIn(hers.page)
  assert.equal(await visit(hers.page, '/courses/new'), 200)
  const { page, leave } = await staff('administrator')
  await open(page)
  await examine(page, 'one-account')
  await page.getByLabel('Role').selectOption('practitioner')
  await page.getByRole('button', { name: 'Change role and areas' }).click()
  await page.waitForURL('**done=**')
  await visit(hers.page, '/courses/new')
  assert.match(hers.page.url(), /sign-in/, 'the change signed her out')
  await signIn(hers.page)
  assert.ok([403, 404].includes(await visit(hers.page, '/courses/new')), 'a practitioner plans no courses')
  assert.equal(await visit(hers.page, '/account'), 200)
  await open(page)
  await page.getByRole('button', { name: 'End all sessions' }).click()
  await page.waitForURL('**done=sessions')
  assert.equal(await page.getByRole('button', { name: 'End all sessions' }).count(), 0, 'no session is left to end')
  await visit(hers.page, '/account')
  assert.match(hers.page.url(), /sign-in/)
  await leave()
  await hers.leave()
})

test('leaving is one step: no session, no password, no way back', { timeout: 180_000 }, async () => {
  await account()
  const hers = await person()
  await signIn(hers.page)
  const { page, leave } = await staff('administrator')
  await open(page)
  await page.getByRole('link', { name: 'This person is leaving' }).click()
  await page.waitForURL('**/leave')
  await examine(page, 'leaving')
  await page.getByRole('button', { name: 'Close the account' }).click()
  await page.waitForURL('**done=left')
  await visit(hers.page, '/account')
  assert.match(hers.page.url(), /sign-in/)
  await hers.page.goto(`${base}/sign-in`)
  await hers.page.getByLabel('E-mail address').fill(NEW.email)
  await hers.page.getByLabel('Password').fill(NEW.password)
  await hers.page.getByRole('button', { name: 'Continue' }).click()
  await hers.page.waitForLoadState()
  if (hers.page.url().endsWith('/sign-in/code')) {
    await hers.page.getByLabel('Code', { exact: true }).fill(await nextCode())
    await hers.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await hers.page.waitForLoadState()
  }
  await visit(hers.page, '/today')
  assert.match(hers.page.url(), /sign-in/)
  await visit(page, '/accounts')
  assert.ok(!(await page.locator('main table').innerText()).includes(NEW.name), 'the list leaves her out')
  await visit(page, '/accounts?left=yes')
  assert.ok((await page.locator('main table').innerText()).includes(NEW.name))
  const before = mailCount()
  // Who still works here asks after her and gets a link: by then hers would have come.
  for (const address of [NEW.email, emailOf('adviser')]) {
    await visit(hers.page, '/sign-in/forgotten')
    await hers.page.getByLabel('E-mail address').fill(address)
    await hers.page.getByRole('button', { name: 'Send the link' }).click()
    await hers.page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
  }
  await mail(emailOf('adviser'), { after: before })
  await assert.rejects(mail(NEW.email, { after: before, seconds: 1 }), /no mail/)
  assert.notEqual(NEW.password, PASSWORD)
  await leave()
  await hers.leave()
})
