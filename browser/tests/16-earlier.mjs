// Sessions of earlier years from a spreadsheet: sent, its columns said, its rows put right, taken in, seen in the evidence, and taken back.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const HEAD = 'When;Which course;Borough;Where;Booked;Signed in\n'
const ROW = '23/04/2019;Difficult conversations (invented);East;Library;14;12\n'

const file = (text) => ({ name: 'log.csv', mimeType: 'text/csv', buffer: Buffer.from(HEAD + text) })

async function send (page, name, text) {
  await visit(page, '/imports')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('File', { exact: true }).setInputFiles(file(text))
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
