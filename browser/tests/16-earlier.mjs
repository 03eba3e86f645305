// Sessions and people of earlier years from spreadsheets: sent, columns said, rows put right, taken in, seen in the evidence, and taken back.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const HEAD = 'When;Which course;Borough;Where;Booked;Signed in\n'
const ROW = '23/04/2019;Difficult conversations (invented);East;Library;14;12\n'

const SESSION = '23/04/2019;Difficult conversations (invented);East;Hall of before;;\n'
const PEOPLE = 'When;Which course;Name;Work email;Profession;Came\n23/04/2019;Difficult conversations (invented);Sam Ofori;sam.ofori@before.example;Education;yes\n'

const FORMS = 'When;Which course;The day gave me what I came for;Comments\n'
const HEADS = { 'A session': HEAD, 'Somebody at a session': PEOPLE, 'A form that somebody filled in': FORMS }

async function send (page, name, text, kind = 'A session') {
  await visit(page, '/imports')
  await page.getByLabel(kind, { exact: true }).check()
  await page.getByLabel('Name').fill(name)
  const buffer = Buffer.from(HEADS[kind] + text)
  await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'log.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.getByRole('heading', { name }).waitFor()
}

// The house's own work takes a moment.
async function until (page, words) {
  for (let look = 0; look < 50; look++) {
    if (await page.getByText(words).count() > 0) return
    await page.getByRole('link', { name: 'Look again' }).click()
    await page.waitForTimeout(200)
  }
  assert.fail(`it never says ${words}`)
}

test('a spreadsheet of earlier years is looked at, taken in and taken back', async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/imports')
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'earlier-wrong')
  await send(page, 'East, long ago', ROW + '03/04/2019;Something else;Eastern;;about 12;\n')
  await page.getByText('Say which columns these are').waitFor()
  await page.getByLabel('Course', { exact: true }).selectOption('1')
  await page.getByLabel('Day', { exact: true }).selectOption('0')
  await page.getByLabel('Venue', { exact: true }).selectOption('3')
  await page.getByRole('button', { name: 'Read it so' }).click()
  await page.getByRole('heading', { name: 'Rows that are wrong' }).waitFor()
  await examine(page, 'earlier-rows')
  const file = new URL(page.url()).pathname
  await visit(page, `${file}/rows`)
  await page.getByLabel('Who is it for?').fill('Whoever kept the list')
  await page.getByLabel('Why does it leave?').fill('To put it right')
  const [wrong] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Take the copy' }).click()])
  assert.match(readFileSync(await wrong.path(), 'utf8'), /Something else/)
  await visit(page, file)
  await page.getByRole('button', { name: 'Throw the file away' }).click()
  await page.getByText('The file is thrown away.').waitFor()
  await send(page, 'East, long ago', ROW) // The columns of such a file are known now.
  await page.getByRole('heading', { name: 'What would come of it' }).waitFor()
  await examine(page, 'earlier-preview')
  await page.getByRole('button', { name: 'Take it in' }).click()
  await until(page, 'Take it back')
  await examine(page, 'earlier-taken')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('heading', { name: 'Take the file back' }).waitFor()
  await examine(page, 'earlier-undo')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await until(page, 'Everything that came of it is gone.')
  await visit(page, '/imports')
  await examine(page, 'earlier-list')
  await leave()
})

async function takeBack (page, name) {
  await visit(page, '/imports')
  await page.getByRole('link', { name }).first().click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('heading', { name: 'Take the file back' }).waitFor()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await until(page, 'Everything that came of it is gone.')
}

test('an attendance sheet of earlier years is matched, taken in and taken back', async () => {
  const { page, leave } = await staff('coordinator', { narrow: true })
  await send(page, 'The days', SESSION)
  await page.getByRole('button', { name: 'Take it in' }).click()
  await until(page, 'Take it back')
  await send(page, 'Their people', '23/04/2019;Difficult conversations (invented);Lee Abara;;Juggler;perhaps\n', 'Somebody at a session')
  await page.getByLabel('Course', { exact: true }).selectOption('1')
  await page.getByLabel('Day', { exact: true }).selectOption('0')
  await page.getByRole('button', { name: 'Read it so' }).click()
  await page.getByRole('heading', { name: 'Rows that are wrong' }).waitFor()
  await examine(page, 'earlier-people-rows')
  await page.getByRole('button', { name: 'Throw the file away' }).click()
  await send(page, 'Their people', '23/04/2019;Difficult conversations (invented);Lee Abara;;;no\n', 'Somebody at a session')
  await page.getByRole('heading', { name: 'What would come of it' }).waitFor()
  await examine(page, 'earlier-people-preview')
  await page.getByRole('button', { name: 'Take it in' }).click()
  await until(page, 'Take it back')
  await examine(page, 'earlier-people-taken')
  await leave()
  // Taken back without a script.
  const plain = await staff('coordinator', { script: false })
  await takeBack(plain.page, 'Their people')
  await takeBack(plain.page, 'The days')
  await plain.leave()
})

test('forms of earlier years are mapped onto a questionnaire, taken in and taken back', async () => {
  const { page, leave } = await staff('coordinator', { narrow: true })
  await send(page, 'Their days', SESSION.replace('2019', '2018'))
  await page.getByRole('button', { name: 'Take it in' }).click()
  await until(page, 'Take it back')
  await send(page, 'Their forms', '23/04/2018;Difficult conversations (invented);Top;It helped\n23/04/2018;Difficult conversations (invented);Disagree;\n', 'A form that somebody filled in')
  await page.getByText('the questionnaire').waitFor()
  await page.getByLabel('Course', { exact: true }).selectOption('1')
  await page.getByLabel('Day', { exact: true }).selectOption('0')
  await page.getByLabel('Questionnaire', { exact: true }).selectOption({ label: 'How was today?, version 1' })
  await page.getByRole('button', { name: 'Read it so' }).click()
  await page.getByRole('heading', { name: 'Rows that are wrong' }).waitFor()
  await examine(page, 'earlier-forms-rows')
  await page.getByLabel(/Which answer is .Top./).selectOption({ label: 'Strongly agree' })
  await page.getByRole('button', { name: 'Read it so' }).click()
  await page.getByRole('heading', { name: 'What would come of it' }).waitFor()
  await page.getByLabel('Name for what is said of these columns').fill('Our old forms')
  await page.getByRole('button', { name: 'Keep it', exact: true }).click()
  await page.getByLabel('Kept of files with the same headings').selectOption({ label: 'Our old forms' })
  await examine(page, 'earlier-forms-preview')
  await page.getByRole('button', { name: 'Keep it no longer' }).click()
  await page.getByText('It is kept no longer.').waitFor()
  await page.getByRole('button', { name: 'Take it in' }).click()
  await until(page, 'Take it back')
  // The corrected file: one row stands word for word, and it is not said that it is somebody else's.
  await send(page, 'Put right', '23/04/2018;Difficult conversations (invented);Top;It helped\n23/04/2018;Difficult conversations (invented);Agree;\n', 'A form that somebody filled in')
  await page.getByRole('heading', { name: 'Forms that stand already' }).waitFor()
  await page.getByText('2 forms of this session stand from').waitFor()
  await page.getByText('Row 2', { exact: true }).waitFor()
  await examine(page, 'earlier-forms-standing')
  await page.getByRole('button', { name: 'Take it in' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await page.getByLabel('These are other people who answered alike').waitFor()
  await page.getByRole('link', { name: 'The file “Their forms”' }).waitFor()
  await page.getByRole('button', { name: 'Throw the file away' }).click()
  await page.getByText('The file is thrown away.').waitFor()
  await leave()
  const plain = await staff('coordinator', { script: false })
  await takeBack(plain.page, 'Their forms')
  await takeBack(plain.page, 'Their days')
  await plain.leave()
})
