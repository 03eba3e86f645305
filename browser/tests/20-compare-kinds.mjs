// Kinds of comparison besides areas: each with how many of how many and its interval, the same in the words of its chart, and both on paper.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { close, examine, staff, visit } from '../lib.mjs'

after(close)

const page = (programme, query) => `/evidence/compare?programme=${programme}&${query}`
const PILOT = 'harmful-practices-pilot'
const INVENTED = 'example-partnership'

// Wilson's score interval, 95%, reckoned here apart.
function wilson (yes, all) {
  const [z, share] = [1.959963984540054, yes / all]
  const [middle, half] = [share + z * z / (2 * all), z * Math.sqrt((share * (1 - share) + z * z / (4 * all)) / all)]
  return [middle - half, middle + half].map((end) => end / (1 + z * z / all))
}
const words = ([low, high]) => `${Math.round(100 * low)}% to ${Math.round(100 * high)}%`
const flat = (text) => text.replaceAll(/\s+/g, ' ').trim()

// The rows of a comparison: who, how many of how many, and the interval, which is right; the chart has the same words, line by line.
async function rows (tab, caption) {
  const table = tab.getByRole('table', { name: caption, exact: true })
  const all = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.innerText)))
  const read = all.map((cells) => cells.map(flat)).map((cells) => {
    const at = cells.findIndex((cell) => /n=\d+\/\d+|\[c\]/.test(cell))
    const [, yes, of] = /n=(\d+)\/(\d+)/.exec(cells[at])?.map(Number) ?? []
    if (cells[at].includes('%')) {
      assert.equal(cells[at], `${Math.round(100 * yes / of)}%${of < 30 ? ' [u]' : ''} (n=${yes}/${of})`)
      assert.equal(cells[at + 1], words(wilson(yes, of)), cells.join(' | '))
    }
    return { who: at === 2 ? `${cells[1]}: ${cells[0]}` : cells[0], share: cells[at], yes, of, interval: cells[at + 1] }
  })
  const drawn = tab.getByRole('img', { name: caption, exact: true })
  const [axis, texts] = await drawn.locator('text').allTextContents().then((texts) => [texts.slice(0, 5), texts.slice(5)])
  assert.deepEqual(axis, ['0%', '25%', '50%', '75%', '100%'])
  assert.equal(texts.length, 2 * read.length)
  for (const [number, row] of read.entries()) {
    assert.ok(row.who.startsWith(texts[2 * number].replace(/…$/, '').trim()), `${texts[2 * number]} is ${row.who}`)
    assert.equal(texts[2 * number + 1], row.share, row.who)
  }
  assert.equal(await drawn.locator('circle').count(), read.filter((row) => row.share.includes('%')).length, 'a mark for each share')
  return read
}

// A difference in words, with its interval: Newcombe's, from Wilson's.
async function difference (tab, caption, from, to) {
  const text = flat(await tab.getByRole('table', { name: `${caption}: differences`, exact: true }).innerText())
  const found = new RegExp(`${to.who} ${from.who} ([+-]?\\d+) from ([+-]?\\d+) to ([+-]?\\d+) (?:\\[u\\] )?(\\S.*)`).exec(text)
  assert.ok(found, text)
  const [here, there] = [to, from].map((row) => ({ share: row.yes / row.of, ends: wilson(row.yes, row.of) }))
  const apart = here.share - there.share
  const down = Math.hypot(here.share - here.ends[0], there.ends[1] - there.share)
  const up = Math.hypot(here.ends[1] - here.share, there.share - there.ends[0])
  assert.deepEqual(found.slice(1, 4).map(Number), [apart, apart - down, apart + up].map((part) => Math.round(100 * part)))
  const none = apart - down <= 0 && apart + up >= 0
  assert.match(found[4], none ? /^No difference can be concluded/ : apart > 0 ? /^Higher than/ : /^Lower than/)
}

// On paper each figure stands twice, in the chart and in the table, with its interval, and nothing of the form.
async function prints (tab, read) {
  const text = flat(execFileSync('pdftotext', ['-raw', '-', '-'], { input: await tab.pdf({ format: 'A4' }) }).toString('utf8'))
  for (const row of read.filter((row) => row.share.includes('%'))) {
    assert.ok(text.split(row.share).length > 2, `${row.share} stands twice`)
    assert.ok(text.includes(row.interval), row.interval)
  }
  assert.ok(!text.includes('Apply filters') && !text.includes('Why it leaves'), 'no form on paper')
}

// How a course meets, as its page is told.
async function meets (title, mode) {
  const { page: tab, leave } = await staff('coordinator')
  await visit(tab, `/courses?title=${encodeURIComponent(title)}`)
  await tab.getByRole('link', { name: title, exact: true }).click()
  await tab.waitForURL('**/courses/C-*')
  await visit(tab, `${new URL(tab.url()).pathname}/edit`)
  await tab.getByLabel(mode, { exact: true }).check()
  await tab.getByRole('button', { name: 'Save the course' }).click()
  await tab.waitForURL('**/courses/C-*?done=changed')
  await leave()
}

test('online is compared with a room', { timeout: 120_000 }, async () => {
  const title = 'Follow-up: risk assessment'
  const caption = 'Came, of those who had booked: online against room'
  await meets(title, 'Online')
  try {
    const { page: tab, leave } = await staff('evaluator')
    assert.equal(await visit(tab, page(PILOT, '')), 200)
    await tab.getByLabel('Course', { exact: true }).selectOption({ label: title })
    await tab.getByRole('button', { name: 'Apply filters' }).click()
    await tab.waitForURL('**course=**')
    const own = (await rows(tab, 'Came, of those who had booked: area by area')).at(-1)
    assert.equal(await visit(tab, page(PILOT, '')), 200)
    const whole = (await rows(tab, 'Came, of those who had booked: area by area')).at(-1)
    await tab.getByLabel('Compare', { exact: true }).selectOption({ label: 'Online against room' })
    await tab.getByRole('button', { name: 'Apply filters' }).click()
    await tab.waitForURL('**by=mode**')
    const read = await rows(tab, caption)
    const [room, online, all] = read
    assert.deepEqual(read.map((row) => row.who), ['In a room', 'Online', 'All'])
    assert.deepEqual([online.yes, online.of], [own.yes, own.of], 'the one course that is online')
    assert.ok(online.of >= 10 && room.of >= 600, `${online.of}, ${room.of}`)
    assert.deepEqual([all.yes, all.of], [whole.yes, whole.of])
    assert.deepEqual([room.yes + online.yes, room.of + online.of], [all.yes, all.of])
    await difference(tab, caption, room, online)
    await examine(tab, 'compare-mode')
    await prints(tab, read)
    await tab.setViewportSize({ width: 390, height: 844 })
    await examine(tab, 'compare-mode-narrow')
    await leave()
  } finally {
    await meets(title, 'In a room')
  }
})

test('who is there for the first time is compared with who was there before', async () => {
  const { page: tab, leave } = await staff('evaluator')
  const caption = 'Came, of those who had booked: first time against again'
  assert.equal(await visit(tab, page(INVENTED, 'by=again')), 200)
  const read = await rows(tab, caption)
  assert.deepEqual(read.map((row) => [row.who, row.yes, row.of]), [['First time', 42, 42], ['Been before', 6, 6], ['All', 48, 48]])
  assert.equal(read[1].share, 'n=6/6', 'no share of fewer than ten')
  const told = await tab.getByRole('table', { name: `${caption}: differences` }).innerText()
  assert.match(told, /Too few to compare: fewer than 10 bookings in Been before/)
  const people = tab.getByRole('table', { name: 'Attendances and people: first time and again' })
  const counted = await people.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.innerText.trim())))
  assert.deepEqual(counted, [['First time', '84', '88% (n=84/96)', '42'], ['Been before', '12', '13% (n=12/96)', '6'], ['All', '96', '100% (n=96/96)', '']])
  await prints(tab, read)
  await leave()
})

test('what was said at the end is compared with what was done later', async () => {
  const { page: tab, leave } = await staff('evaluator')
  const caption = 'Likelihood to use, and use'
  assert.equal(await visit(tab, page(PILOT, 'by=intention')), 200)
  const read = await rows(tab, caption)
  const [said, done] = read
  assert.deepEqual(read.map((row) => row.who), ['At the end: very likely to use it', 'Months later: agree that they used it'])
  assert.ok(said.of >= 363 && done.of >= 45, `${said.of}, ${done.of}`)
  await difference(tab, caption, said, done)
  await prints(tab, read)
  await leave()
})

test('before and after stand side by side for who is in both and for who answered once', async () => {
  const { page: tab, leave } = await staff('evaluator')
  const caption = 'Before and after: paired and unpaired'
  assert.equal(await visit(tab, page(INVENTED, 'by=paired')), 200)
  const read = await rows(tab, caption)
  assert.equal(read.length, 20, 'four groups of each of five statements')
  const own = read.filter((row) => row.who.includes('How confident are you'))
  assert.deepEqual(own.map((row) => row.share), ['10% (n=4/40)', '50% (n=20/40)', '[c]', '[c]'])
  assert.deepEqual(own.map((row) => row.who.split(':')[0]), ['Paired, before', 'Paired, after', 'Answered once, before', 'Answered once, after'])
  assert.ok(read.filter((row) => row.share === '[c]').every((row) => row.interval === '[c]'), 'nor is an interval shown')
  await prints(tab, read)
  await leave()
})
