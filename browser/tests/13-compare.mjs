// Groups side by side: chosen in a form, drawn without colour, and whole on a narrow screen and on paper.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const page = (query = '') => `/evidence/compare?programme=harmful-practices-pilot${query}`
const caption = 'Very likely to use what they learnt: area by area'

for (const narrow of [false, true]) {
  test(`areas are compared ${narrow ? 'on a narrow screen' : 'on a wide one'}`, async () => {
    const { page: tab, leave } = await staff('evaluator', { narrow })
    assert.equal(await visit(tab, '/evidence/feedback?programme=harmful-practices-pilot&year=1'), 200)
    await tab.getByRole('link', { name: 'Compare groups of this part' }).click()
    await tab.waitForURL('**/evidence/compare?**year=1**')
    await tab.getByLabel('What', { exact: true }).selectOption({ label: 'Very likely to use what they learnt' })
    await tab.getByLabel('Year of the programme').selectOption('')
    await tab.getByRole('button', { name: 'Apply filters' }).click()
    const table = tab.getByRole('table', { name: caption, exact: true })
    // Other tests give feedback in East meanwhile: at least those of the demonstration are counted, and the share is theirs.
    const [, share, n, all] = /(\d+)% \(n=(\d+)\/(\d+)\)/.exec(await table.getByRole('row', { name: /^East/ }).innerText()).map(Number)
    assert.ok(n >= 185 && all >= 234, `${n} of ${all}`)
    assert.equal(share, Math.round(100 * n / all))
    const drawn = tab.getByRole('img', { name: caption })
    assert.equal(await drawn.locator('circle').count(), 3)
    assert.ok(await drawn.locator('desc').textContent())
    await tab.getByLabel('Compare with').selectOption('Tri-borough')
    await tab.getByRole('button', { name: 'Compare with this' }).click()
    const differences = tab.getByRole('table', { name: `${caption}: differences` })
    const [, apart, from, to] = /\+(\d+)\s+from \+(\d+) to \+(\d+)\s+Higher than Tri-borough\./.exec(await differences.innerText()).map(Number)
    assert.ok(from < apart && apart < to && apart >= 10 && apart <= 14, `${apart}, from ${from} to ${to}`)
    assert.equal(await tab.getByLabel('Compare with').inputValue(), 'Tri-borough')
    await examine(tab, narrow ? 'compare-narrow' : 'compare')
    for (const by of ['again', 'intention', 'quarter', 'paired']) {
      assert.equal(await visit(tab, page(`&by=${by}`)), 200)
      await examine(tab, `compare-${by}${narrow ? '-narrow' : ''}`)
    }
    assert.equal(await visit(tab, page('&by=again&measure=likely')), 422)
    assert.equal(await tab.getByLabel('What', { exact: true }).inputValue(), 'likely')
    await tab.locator('.govuk-error-summary a').click()
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'measure')
    await examine(tab, `compare-wrong${narrow ? '-narrow' : ''}`, { picture: false })
    await leave()
  })
}

test('on paper the chart and its table stand without the form, in black', async () => {
  const { page: tab, leave } = await staff('evaluator')
  await visit(tab, page('&measure=likely'))
  await tab.emulateMedia({ media: 'print', colorScheme: 'light' })
  for (const gone of ['.trellis-filters', '#export-title', '#against']) {
    assert.equal(await tab.locator(gone).isVisible(), false, gone)
  }
  const drawn = tab.getByRole('img', { name: caption })
  assert.ok(await drawn.isVisible())
  const inks = await drawn.evaluate((svg) => [...svg.querySelectorAll('circle, line, text')].map((part) => {
    const style = getComputedStyle(part)
    return part.tagName === 'text' ? style.fill : style.stroke
  }))
  const grey = inks.every((ink) => { const [red, green, blue] = ink.match(/\d+/g).map(Number); return Math.max(red, green, blue) - Math.min(red, green, blue) < 8 })
  assert.ok(inks.length > 10 && grey, [...new Set(inks)].join())
  assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true)
  await leave()
})
