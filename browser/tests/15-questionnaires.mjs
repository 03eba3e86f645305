// A questionnaire of one's own: written from nothing by buttons, looked at as wide as a phone, published, given to a course and answered on a
// phone, in English and from right to left.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, mail, mailCount, openBelow, person, planSession, soon, staff, visit } from '../lib.mjs'

after(close)

const KEY = 'how-did-it-feel'
const press = async (page, name, leads) => {
  await page.getByRole('button', { name, exact: true }).first().click()
  await page.waitForURL(leads)
}

async function addQuestion (page, draft, kind, fill) {
  await visit(page, draft)
  await page.getByRole('link', { name: /^Add a question/ }).first().click()
  await page.getByLabel('What does the question ask for?').selectOption({ label: kind })
  await page.getByRole('button', { name: 'Show its fields' }).click()
  await page.waitForURL('**/question?**kind=**')
  await fill()
  await press(page, 'Add the question', '**/drafts/*?done=saved')
}

const order = (page) => page.locator('main tbody th').allInnerTexts()

for (const script of [true, false]) {
  test(`a questionnaire is written from nothing and published ${script ? 'with' : 'without'} JavaScript`, { timeout: 180_000 }, async () => {
    const { page, leave } = await staff('coordinator', { script })
    const title = script ? 'How did it feel?' : 'How did it feel, again?'
    await visit(page, '/instruments')
    await page.getByRole('button', { name: 'Begin a draft' }).click()
    await page.waitForURL('**/instruments/new')
    if (script) await examine(page, 'draft-new')
    await page.getByLabel('Nothing', { exact: true }).check()
    await page.getByLabel('Title', { exact: true }).fill(title)
    await press(page, 'Begin the draft', '**/drafts/*?done=begun')
    const draft = new URL(page.url()).pathname

    await addQuestion(page, draft, 'A point of a scale', async () => {
      await page.getByLabel('Question', { exact: true }).fill('I was listened to')
      await page.getByLabel('Scale', { exact: true }).selectOption('ready.agreement')
    })
    await addQuestion(page, draft, 'Yes, no or not sure', async () => {
      await page.getByLabel('Question', { exact: true }).fill('Have you used this service before?')
    })
    await addQuestion(page, draft, 'A whole number', async () => {
      await page.getByLabel('Question', { exact: true }).fill('How often?')
      await page.getByLabel('Smallest number that is taken').fill('1')
      await page.getByLabel('Largest number that is taken').fill('50')
    })
    await page.getByRole('button', { name: /^Up/ }).first().click()
    await page.waitForURL('**?done=moved')
    assert.deepEqual(await order(page), ['Have you used this service before?', 'I was listened to', 'How often?'])
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.waitForURL('**?done=undone')
    assert.deepEqual(await order(page), ['I was listened to', 'Have you used this service before?', 'How often?'])
    if (script) await examine(page, 'draft')

    // Asked only of who used it before: the condition is put together from choices.
    await page.getByRole('link', { name: /^Change when How often/ }).click()
    await page.getByLabel('Have you used this service before?', { exact: true }).check()
    await page.getByRole('button', { name: 'Choose this question' }).click()
    await page.getByLabel('Yes', { exact: true }).check()
    await page.getByRole('button', { name: 'Add the condition' }).click()
    await page.waitForURL('**/condition?done=saved')
    // And a group beside it, of which one is enough: agreed, or disagreed strongly.
    for (const [test, box, point, where] of [
      ['This number or point, or an earlier one', 'To', '2', 'In a new group'],
      ['This number or point, or a later one', 'From', '5', 'In group 1']
    ]) {
      await page.getByLabel('I was listened to', { exact: true }).check()
      await page.getByRole('button', { name: 'Choose this question' }).click()
      await page.waitForURL('**/condition?**of=**')
      await page.getByLabel(test).check()
      await page.getByRole('button', { name: 'Add the condition' }).click()
      await page.getByText('Enter a whole number from 0 to 999,999').first().waitFor()
      assert.ok(await page.getByLabel(test).isChecked(), 'what was chosen is kept')
      await page.getByLabel(box, { exact: true }).fill(point)
      await page.getByLabel(where).check()
      await page.getByRole('button', { name: 'Add the condition' }).click()
      await page.waitForURL('**/condition?done=saved')
    }
    await page.getByText('Group 1: at least one of these holds').first().waitFor()
    if (script) await examine(page, 'draft-condition')
    await page.getByRole('button', { name: /^Change it to: every one of these holds/ }).click()
    await page.getByText('Group 1: every one of these holds').first().waitFor()
    await page.getByRole('button', { name: /^Change it to: at least one of these holds/ }).click()
    await page.getByText('Group 1: at least one of these holds').first().waitFor()

    await visit(page, `${draft}/preview`)
    const frame = page.locator('.trellis-phone')
    assert.equal((await frame.boundingBox()).width, 390, 'as wide as a phone')
    if (script) await examine(page, 'draft-preview')
    await frame.getByLabel('No', { exact: true }).check()
    await frame.getByLabel('How often?').fill('7')
    await frame.getByRole('button', { name: 'Send my answers' }).click()
    await page.getByText('Not asked on this path').waitFor()

    await visit(page, `${draft}/publish`)
    await page.getByLabel(/I have looked at its preview/).check()
    await press(page, 'Publish', '**/instruments/how-did-it-feel*?done=published')
    if (script) await examine(page, 'questionnaire')
    await leave()
  })
}

async function throughTheDoor (phone, reference, email) {
  const trainer = await staff('trainer')
  await visit(trainer.page, `/sessions/${reference}/door`)
  const [session, spoken] = (await trainer.page.locator('dl dd').allInnerTexts()).map((value) => value.trim())
  await trainer.leave()
  await visit(phone, '/door')
  await phone.getByLabel('Session').fill(session)
  await phone.getByLabel('Code').fill(spoken)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await phone.waitForURL('**/door/t*')
  await phone.getByLabel('Your work e-mail address or your name').fill(email)
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await phone.waitForURL(/\/(feedback|thank-you)\//)
  return new URL(phone.url()).pathname.split('/')[2]
}

// One thing that she will do: a day that is none keeps her words; it is changed and taken back.
async function sayWhatNext (page) {
  await page.getByRole('link', { name: 'Say what you will do, and by when' }).click()
  await page.waitForURL('**/intention/**')
  const words = page.getByLabel('What will you do?')
  await words.fill('Ask on my own')
  for (const [part, value] of [['day', 31], ['month', 2], ['year', new Date().getFullYear() + 1]]) await page.locator(`[name="by-${part}"]`).fill(String(value))
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await words.inputValue(), 'Ask on my own')
  await page.locator('[name="by-day"]').fill('3')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.waitForURL('**?done=kept')
  await examine(page, 'what-next-phone')
  await words.fill('Ask her alone')
  await page.getByRole('button', { name: 'Change it' }).click()
  await page.getByText('Ask her alone').first().waitFor()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.waitForURL('**?done=taken-back')
  assert.equal(await words.inputValue(), '')
}

test('it is answered on a phone, and the questions in Urdu run from right to left', { timeout: 180_000 }, async () => {
  const coordinator = await staff('coordinator')
  const { session } = await planSession(coordinator.page, { title: 'A course with its own questions', ...soon(), feedback: KEY, post: 'end-of-session', later: 'follow-up' })
  await coordinator.leave()
  const { page, leave } = await person({ narrow: true })
  const email = 'answers.herself@council.example'
  const count = mailCount()
  await page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(page, { name: 'Answers Herself', email })
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.waitForURL('**/booked')
  await mail(email, { after: count })
  const code = await throughTheDoor(page, session, email)

  assert.equal(await visit(page, `/feedback/${code}`), 200)
  await page.getByRole('heading', { name: 'How did it feel?' }).waitFor()
  assert.equal(await page.getByRole('navigation', { name: 'Language' }).count(), 0, 'there is only one language')
  await examine(page, 'own-questions-phone')
  await page.getByLabel('Strongly agree').check()
  await page.getByLabel('Yes', { exact: true }).check()
  await page.getByLabel('How often?').fill('51')
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.getByText('Enter a number from 1 to 50').first().waitFor()
  await page.getByLabel('How often?').fill('5')
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.waitForURL('**/thank-you/**')
  await sayWhatNext(page)

  assert.equal(await visit(page, `/feedback/${code}/post`), 200)
  await page.getByRole('link', { name: 'اردو' }).click()
  await page.waitForURL('**?lang=ur')
  const sheet = page.locator('main div[lang=ur]')
  assert.equal(await sheet.getAttribute('dir'), 'rtl')
  const box = async (locator) => locator.boundingBox()
  const [circle, words] = [await box(sheet.locator('input[type=radio]').first()), await box(sheet.locator('.govuk-radios__label').first())]
  assert.ok(circle.x > words.x, 'the circle stands to the right of its words')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out at the side')
  await examine(page, 'questions-in-urdu')
  await sheet.getByRole('button', { name: 'میرے جوابات بھیجیں' }).click()
  await page.locator('main div[lang=ur] .govuk-error-summary').waitFor()
  await sheet.locator('input[type=radio]').nth(1).check()
  await sheet.getByRole('button', { name: 'میرے جوابات بھیجیں' }).click()
  await page.waitForURL('**/thank-you/**')
  await leave()
})

test('every page of a draft is sound, and a draft that was put aside comes back', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/instruments/new')
  await page.getByLabel('A copy of a published questionnaire, under another title').check()
  await page.getByLabel('Title', { exact: true }).fill('A copy of my own')
  await page.getByLabel('Published questionnaire', { exact: true }).selectOption('end-of-session')
  await press(page, 'Begin the draft', '**/drafts/*?done=begun')
  const draft = new URL(page.url()).pathname
  const below = (await openBelow(page, draft)).map((route) => route.replace('/instruments/drafts/{id}/', ''))
  for (const one of ['words', 'section/{number}', 'question/{key}', 'question/{key}/condition', 'scale/{key}', 'bank', 'translations', 'preview', 'publish', 'history', 'form']) assert.ok(below.includes(one), `${one} of ${below}`)
  assert.equal(await visit(page, `${draft}/translations/ur`), 200)
  await visit(page, draft)
  await press(page, 'Put the draft aside', '**/drafts?done=aside')
  assert.equal(await visit(page, draft), 410)
  await visit(page, '/instruments/drafts?state=aside')
  await page.getByRole('row', { name: /A copy of my own/ }).getByRole('link').click()
  await examine(page, 'draft-back', { picture: false })
  await press(page, 'Bring it back', '**/drafts/*?done=back')
  assert.equal(new URL(page.url()).pathname, draft)
  await press(page, 'Put the draft aside', '**/drafts?done=aside')
  await leave()
})

test('a questionnaire is translated beside the English, compared and retired', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, `/instruments/${KEY}/1/translations`)
  await page.getByLabel('Another language').selectOption('ar')
  await page.getByRole('button', { name: 'Translate into it' }).click()
  await page.waitForURL('**/translations/ar')
  const title = page.locator('textarea[name=title]')
  assert.deepEqual([await title.getAttribute('lang'), await title.getAttribute('dir')], ['ar', 'rtl'])
  await title.fill('كيف كان شعورك؟')
  await examine(page, 'translation')
  await page.getByRole('button', { name: 'Save the translation' }).click()
  await page.waitForURL('**?done=saved')
  await page.getByText('1 of 9 texts are translated').waitFor()
  await visit(page, '/instruments/bank?words=listened')
  await examine(page, 'question-bank', { picture: false })
  assert.equal(await page.locator('main tbody tr').count(), 2, 'of both questionnaires')
  await visit(page, `/instruments/${KEY}/retire`)
  await page.getByLabel('The whole questionnaire').check()
  await page.getByLabel('Why?').fill('It was a trial')
  await page.getByRole('button', { name: 'Retire it' }).click()
  await page.waitForURL('**?done=retired')
  await examine(page, 'retired', { picture: false })
  await page.getByText('A course with its own questions').waitFor()
  await visit(page, '/courses/new')
  assert.equal(await page.locator(`select[name=feedback] option[value="${KEY}"]`).count(), 0, 'no course chooses it any more')
  await leave()
})
