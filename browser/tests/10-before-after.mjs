// The questionnaires before and after a course: answered on the phone by the link that signing in gives, once each.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, mail, mailCount, person, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

let reference
const people = [1, 2].map((number) => ({ name: `Paired Person ${number}`, email: `paired.${number}@council.example` }))

before(async () => {
  const { page, leave } = await staff('coordinator')
  reference = (await planSession(page, { title: 'A course that is measured', ...soon(), pre: 'before', post: 'after' })).session
  await leave()
  const visitor = await person()
  for (const one of people) {
    const count = mailCount()
    await visitor.page.goto(`${base}/sessions/${reference}/book`)
    await fillBooking(visitor.page, one)
    await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
    await visitor.page.waitForURL('**/booked')
    await mail(one.email, { after: count })
  }
  await visitor.leave()
})

async function spoken () {
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const values = await trainer.page.locator('dl dd').allInnerTexts()
  await trainer.leave()
  return { session: values[0].trim(), code: values[1].trim() }
}

async function signIn (phone, typed, lead) {
  const codes = await spoken()
  await visit(phone, '/door')
  await phone.getByLabel('Session').fill(codes.session)
  await phone.getByLabel('Code').fill(codes.code)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await phone.waitForURL('**/door/t*')
  await phone.getByLabel('Your work e-mail address or your name').fill(typed)
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.waitForURL(lead)
}

async function ownCode (page, [parent, day, digits]) {
  await page.getByLabel(/first two letters/).fill(parent)
  await page.getByLabel(/day of the month/).fill(day)
  await page.getByLabel(/last two digits/).fill(digits)
}

async function points (page, place) {
  for (const group of await page.locator('form.trellis-narrow fieldset').all()) {
    const choices = group.locator('input[type=radio]')
    if (await choices.count()) await choices.nth(Math.min(place, await choices.count() - 1)).check()
  }
}

const send = (page) => page.getByRole('button', { name: 'Send my answers' }).click()
const questions = (page) => page.locator('main').getByRole('listitem').getByRole('link').allInnerTexts()

for (const [number, script] of [[0, true], [1, false]]) {
  // Proves SF3
  test(`before, at the end and after: one link, each answered once, ${script ? 'with' : 'without'} JavaScript`, { timeout: 180_000 }, async () => {
    const { page, context, leave } = await person({ narrow: true, script })
    await signIn(page, people[number].email, '**/feedback/**')
    const first = page.url()
    assert.match(first, /\/pre$/, 'the questions before the course come first')
    if (script) await examine(page, 'before-the-course')
    await ownCode(page, ['Mar', '32', '4'])
    await points(page, 2)
    await send(page)
    await page.locator('.govuk-error-summary').waitFor()
    assert.equal(await page.locator('.govuk-error-summary a').count(), 3)
    assert.equal(await page.getByLabel(/day of the month/).inputValue(), '32', 'what was typed stays')
    assert.ok(await page.locator('main input[type=radio]:checked').count() >= 5, 'what was chosen stays')
    if (script) await examine(page, 'before-the-course-wrong', { picture: false })
    await ownCode(page, ['Ma', '31', '42'])
    await send(page)
    await page.waitForURL('**/thank-you/**')
    assert.deepEqual(await questions(page), ['Feedback at the end', 'After the course'])
    if (script) await examine(page, 'before-the-course-thanks')

    assert.equal(await visit(page, first), 200)
    assert.match(page.url(), /\/thank-you\//, 'answered once: the link leads to what is left')
    await page.getByRole('link', { name: 'After the course' }).click()
    await page.waitForURL('**/post')
    if (script) await examine(page, 'after-the-course', { picture: false })
    await ownCode(page, ['ma', '31', '42'])
    await points(page, 5)
    await send(page)
    await page.waitForURL('**/thank-you/**')
    assert.deepEqual(await questions(page), ['Feedback at the end'])
    await page.getByRole('link', { name: 'Feedback at the end' }).click()
    await points(page, 0)
    await send(page)
    await page.waitForURL('**/thank-you/**')
    assert.deepEqual(await questions(page), [])
    assert.deepEqual(await context.cookies(), [])

    // Signing in again at the door asks nothing twice.
    await signIn(page, people[number].name, '**/thank-you/**')
    await leave()
  })
}
