// Words of a few in a drawing with its table, and faults of venues from raising to mending, on wide and narrow screens and on paper.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const words = '/evidence/words?programme=example-partnership'

for (const narrow of [false, true]) {
  test(`words are drawn with their numbers ${narrow ? 'on a narrow screen' : 'on a wide one and on paper'}`, async () => {
    const { page: tab, leave } = await staff('evaluator', { narrow })
    assert.equal(await visit(tab, words), 200)
    const clouds = tab.locator('figure.trellis-cloud')
    assert.equal(await clouds.count(), 2)
    const first = await clouds.first().locator('li').allInnerTexts()
    assert.ok(first.length > 3 && first.every((word) => /\S \d+$/.test(word.trim())), first.join('; '))
    const table = await tab.getByRole('table').first().innerText()
    for (const word of first) assert.ok(table.includes(word.trim().replace(/ \d+$/, '')), word)
    const boxes = await Promise.all([0, 1].map((place) => clouds.nth(place).boundingBox()))
    assert.equal(boxes[1].y > boxes[0].y + 10, narrow, 'side by side where there is room')
    await examine(tab, narrow ? 'words-narrow' : 'words')
    if (!narrow) {
      await tab.emulateMedia({ media: 'print' })
      assert.ok(await clouds.first().isVisible())
      await examine(tab, 'words-print')
      await tab.emulateMedia({ media: 'screen' })
    }
    await visit(tab, '/coding/words')
    await examine(tab, narrow ? 'words-kept-narrow' : 'words-kept')
    await leave()
  })
}

test('a fault is raised, stands on Today, is told to whoever plans there, and is mended', async () => {
  const { page: tab, leave } = await staff('coordinator')
  await visit(tab, '/faults/new')
  await tab.getByRole('button', { name: 'Raise it' }).click()
  await tab.getByText('Enter what is wrong').first().waitFor()
  await examine(tab, 'fault-wrong')
  await tab.getByLabel('Area').selectOption({ label: 'East' })
  await tab.getByLabel('Venue', { exact: true }).fill('Hall of the browser test')
  await tab.getByLabel('What is at fault').selectOption('technology')
  await tab.getByLabel('What is wrong').fill('The projector hums.')
  await tab.getByLabel('Who is to mend it').selectOption({ index: 1 })
  const soon = new Date(Date.now() + 5 * 86_400_000)
  await tab.getByLabel('Day', { exact: true }).fill(String(soon.getDate()))
  await tab.getByLabel('Month', { exact: true }).fill(String(soon.getMonth() + 1))
  await tab.getByLabel('Year', { exact: true }).fill(String(soon.getFullYear()))
  await tab.getByRole('button', { name: 'Raise it' }).click()
  await tab.getByText('The fault is raised').waitFor()
  await examine(tab, 'fault')
  const address = new URL(tab.url()).pathname
  await visit(tab, '/faults?venue=hall+of+the+browser')
  assert.equal(await tab.getByRole('table').getByRole('link').count(), 1)
  await examine(tab, 'faults')
  await visit(tab, address)
  await tab.getByLabel('What was done').fill('A new lamp.')
  await tab.getByRole('button', { name: 'Mended' }).click()
  await tab.getByText('The fault is mended').waitFor()
  await leave()
})

test('faults are read on a narrow screen and raised from a comment', async () => {
  const { page: tab, leave } = await staff('coordinator', { narrow: true })
  await visit(tab, '/faults?state=all')
  await examine(tab, 'faults-narrow')
  await visit(tab, '/comments')
  await tab.getByRole('table').getByRole('link').first().click()
  await tab.getByRole('link', { name: 'Raise a fault' }).first().click()
  await tab.getByText('Who that was is not known').waitFor()
  await examine(tab, 'comment-fault-narrow')
  await leave()
})
