// Two coders read one comment, each by herself: how far they agree is counted, and what they found differently is settled by both.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const QUESTION = 'Is there anything else that you want to tell us?'

// Reads what is left of the round: of each comment the one theme. What the other one found stands nowhere.
async function readAll (tab, round, theme) {
  const texts = []
  await visit(tab, `${round}/read`)
  const [words, left] = [tab.locator('.govuk-inset-text'), tab.getByRole('button', { name: 'Read those that you left for later' })]
  for (;;) {
    if (await left.count() > 0) {
      await left.click()
      await words.waitFor()
    }
    if (await words.count() === 0) return texts
    texts.push(await words.innerText())
    assert.equal(await tab.getByRole('checkbox', { checked: true }).count(), 0, 'nothing is ticked for her')
    await tab.getByRole('checkbox', { name: new RegExp(`^${theme}\\. `) }).check()
    await tab.getByRole('button', { name: 'Keep and read the next' }).click()
    await tab.waitForFunction((before) => document.querySelector('.govuk-inset-text')?.innerText !== before, texts.at(-1))
  }
}

// The row of a theme: of how many comments that both read, in how many they said the same.
async function same (tab, theme) {
  const cells = await tab.getByRole('row', { name: new RegExp(`^${theme}`) }).locator('td').allInnerTexts()
  const [, alike, both] = /\(n=(\d+)\/(\d+)\)/.exec(cells.join(' ')).map(Number)
  return { alike, both, cells }
}

test('two coders read the same comments, agreement is shown and a difference is settled', { timeout: 120_000 }, async () => {
  const [first, second] = [await staff('evaluator'), await staff('coordinator', { narrow: true })]
  const [hers, other] = [first.page, second.page]
  await visit(hers, '/coding')
  await hers.getByRole('link', { name: QUESTION }).first().click()
  await hers.waitForURL('**/coding/rounds/*')
  const round = new URL(hers.url()).pathname
  await visit(hers, `${round}/agreement`)
  const before = [await same(hers, 'Time and pace'), await same(hers, 'Room and equipment'), await same(hers, 'Trainer and trust')]

  const texts = await readAll(hers, round, 1)
  assert.ok(texts.length >= 1)
  assert.deepEqual((await readAll(other, round, 3)).sort(), [...texts].sort(), 'the same comments')

  await visit(hers, `${round}/agreement`)
  const now = [await same(hers, 'Time and pace'), await same(hers, 'Room and equipment'), await same(hers, 'Trainer and trust')]
  for (const place of [0, 1]) {
    assert.equal(now[place].both, before[place].both + texts.length)
    assert.equal(now[place].alike, before[place].alike, 'of these comments they said different things')
  }
  assert.equal(now[2].alike, before[2].alike + texts.length, 'neither found this theme')
  assert.match(now[0].cells.join(' '), /Cohen's kappa .* -?\d\.\d\d -?\d\.\d\d to -?\d\.\d\d/)
  await examine(hers, 'coding-agreement')
  await visit(other, `${round}/agreement`)
  await examine(other, 'coding-agreement-narrow')

  await other.getByRole('link', { name: /comments in which they found different things \(0 settled\)/ }).click()
  await other.waitForURL('**/differences')
  const difference = (tab) => tab.locator('.trellis-difference', { hasText: texts[0] })
  const found = async (tab, theme) => (await difference(tab).getByRole('row', { name: new RegExp(`^${theme}`) }).locator('td').allInnerTexts()).slice(0, 2).map((cell) => cell.trim())
  assert.deepEqual(await found(other, 'Time and pace'), ['found', ''])
  assert.deepEqual(await found(other, 'Room and equipment'), ['', 'found'])
  await examine(other, 'coding-differences-narrow')
  await difference(other).getByRole('checkbox', { name: 'Room and equipment' }).check()
  await difference(other).getByLabel('What decided it (optional)').fill('The hall was cold')
  await difference(other).getByRole('button', { name: 'Settle so' }).click()
  await other.getByText('It is settled. What each found is kept beside it.').waitFor()
  assert.equal(await difference(other).count(), 0, 'it is not open any more')

  await visit(hers, `${round}/differences?state=settled`)
  assert.match(await difference(hers).innerText(), /Settled, /)
  assert.equal(await difference(hers).getByRole('checkbox', { name: 'Room and equipment' }).isChecked(), true)
  assert.equal(await difference(hers).getByRole('checkbox', { name: 'Time and pace' }).isChecked(), false)
  assert.deepEqual(await found(hers, 'Time and pace'), ['found', ''], 'what each found stays')
  await examine(hers, 'coding-differences')
  await visit(hers, `${round}/agreement`)
  assert.deepEqual((await same(hers, 'Time and pace')).cells, now[0].cells, 'agreement is of what each found on her own')
  await visit(hers, `${round}/differences?state=settled`)
  await difference(hers).getByRole('button', { name: 'Open it again' }).click()
  await hers.getByText('It is open again.').waitFor()
  await second.leave()
  await first.leave()
})
