// What anybody sees without an account: the list, its filters, a session; wide and narrow, light and dark, without JavaScript.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, person, sessions, visit } from '../lib.mjs'

after(close)

test('the public list is sound at 1280 pixels', async () => {
  const { page, leave } = await person()
  const found = await sessions(page)
  assert.ok(found.length >= 5, `${found.length} sessions listed`)
  assert.equal(await page.locator('h1').innerText(), 'Sessions')
  await examine(page, 'public-list')
  await leave()
})

test('the filters narrow the list and can be taken away again', async () => {
  const { page, leave } = await person()
  const all = await sessions(page)
  await page.getByLabel('Area').selectOption({ label: 'East' })
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await page.waitForURL('**/sessions?**')
  const east = await page.locator('table tbody tr').allInnerTexts()
  assert.ok(east.length > 0 && east.length < all.length, `${east.length} of ${all.length}`)
  assert.ok(east.every((row) => row.includes('East')))
  assert.equal(await page.locator('[name=area] option:checked').innerText(), 'East')
  await examine(page, 'public-list-filtered', { picture: false })
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await page.waitForURL('**/sessions')
  assert.equal((await page.locator('table tbody tr').all()).length, all.length)
  await leave()
})

test('filters that fit nothing say so, and nonsense in the address is told at its field', async () => {
  const { page, leave } = await person()
  const months = await (async () => { await page.goto(`${base}/sessions`); return page.locator('[name=month] option').evaluateAll((all) => all.map((one) => one.value)) })()
  assert.equal(await visit(page, `/sessions?month=${months.at(-1)}&mode=self-study`), 200)
  assert.match(await page.locator('main').innerText(), /No session fits/)
  await examine(page, 'public-list-empty', { picture: false })
  assert.equal(await visit(page, '/sessions?area=%27%22%3E%3Cscript%3E&mode=x&month=2026-99&after=zzz&course=%00zz'), 422)
  assert.equal((await page.locator('.govuk-error-message').all()).length, 4)
  await examine(page, 'public-list-errors', { picture: false })
  await leave()
})

test('a session\'s page tells what, when, where and how to book', async () => {
  const { page, leave } = await person()
  const [, next] = await sessions(page)
  await page.getByRole('link', { name: next.title }).first().click()
  assert.match(page.url(), /\/sessions\/S-/)
  await page.goto(`${base}/sessions/${next.reference}`)
  const words = await page.locator('main').innerText()
  for (const wanted of ['When', 'Venue', 'Getting in', 'place']) assert.ok(words.includes(wanted), wanted)
  await examine(page, 'session')
  await page.getByRole('button', { name: /Book a place|waiting list/ }).or(page.getByRole('link', { name: /Book a place|waiting list/ })).first().click()
  assert.match(page.url(), /\/book$/)
  await examine(page, 'booking')
  await leave()
})

for (const scheme of ['light', 'dark']) {
  test(`the public pages are sound at 390 pixels in ${scheme} colours`, async () => {
    const { page, leave } = await person({ narrow: true, context: { colorScheme: scheme } })
    const found = await sessions(page)
    await examine(page, `public-list-narrow-${scheme}`)
    await page.goto(`${base}/sessions/${found[1].reference}`)
    await examine(page, `session-narrow-${scheme}`)
    await page.goto(`${base}/sessions/${found[1].reference}/book`)
    await examine(page, `booking-narrow-${scheme}`)
    await page.goto(`${base}/door`)
    await examine(page, `door-code-narrow-${scheme}`)
    await page.goto(`${base}/sign-in`)
    await examine(page, `sign-in-narrow-${scheme}`)
    await leave()
  })
}

test('the public pages are sound in dark colours at 1280 pixels', async () => {
  const { page, leave } = await person({ context: { colorScheme: 'dark' } })
  const found = await sessions(page)
  await examine(page, 'public-list-dark')
  await page.goto(`${base}/sessions/${found[1].reference}`)
  await examine(page, 'session-dark')
  await leave()
})

test('the list and the booking form are whole at 320 pixels, as at 400 % zoom', async () => {
  const { page, leave } = await person({ narrow: 320 })
  const found = await sessions(page)
  await examine(page, 'public-list-320', { picture: false })
  await page.goto(`${base}/sessions/${found[1].reference}/book`)
  await examine(page, 'booking-320', { picture: false })
  await leave()
})

test('without JavaScript the list filters and leads to the form', async () => {
  const { page, leave } = await person({ script: false })
  const all = await sessions(page)
  await page.getByLabel('How').selectOption('room')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await page.waitForURL('**mode=room**')
  const rows = await page.locator('table tbody tr').allInnerTexts()
  assert.ok(rows.length > 0 && rows.every((row) => /In a room/.test(row)), rows.join('\n'))
  await page.getByLabel('How').selectOption('online')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await page.waitForURL('**mode=online**')
  const online = await page.locator('table tbody tr').allInnerTexts()
  assert.ok(online.every((row) => !/In a room/.test(row)), online.join('\n'))
  await page.goto(`${base}/sessions/${all[1].reference}`)
  await page.getByRole('button', { name: /Book a place|waiting list/ }).or(page.getByRole('link', { name: /Book a place|waiting list/ })).first().click()
  assert.match(page.url(), /\/book$/)
  await leave()
})

// Proves SH9
test('public pages store nothing in the browser', async () => {
  const { context, page, leave } = await person()
  const found = await sessions(page)
  for (const path of ['/', '/sessions', `/sessions/${found[1].reference}`, `/sessions/${found[1].reference}/book`, '/door', '/sign-in']) {
    assert.equal(await visit(page, path), 200, path)
    assert.deepEqual((await context.cookies()).map((one) => one.name), [], `cookies after ${path}`)
    const stored = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length])
    assert.deepEqual(stored, [0, 0, 0, 0], `storage after ${path}`)
  }
  await leave()
})

test('an unknown page is a plain page, not a dead end', async () => {
  const { page, leave } = await person()
  assert.equal(await visit(page, '/sessions/S-NOTHERE'), 404)
  await examine(page, 'not-found', { picture: false })
  await page.getByRole('link', { name: 'Go to the front page' }).click()
  assert.equal(await page.locator('h1').innerText(), 'Sessions')
  await leave()
})

for (const script of [true, false]) {
  test(`exit this page leaves at once, by button${script ? ', by its twin and by Shift three times, and its entry is gone from the history' : ' without JavaScript'}`, async () => {
    const ways = script ? ['button', 'twin', 'shift'] : ['button']
    for (const way of ways) {
      const { context, page } = await person({ script })
      await context.route('https://www.bbc.co.uk/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>Weather' }))
      await visit(page, '/sessions')
      await visit(page, '/door')
      assert.match(await page.locator('footer').innerText(), /does not remove this page from your browser’s history/)
      const exits = page.locator('[data-exit]')
      assert.equal(await exits.count(), 2)
      assert.equal(await exits.first().getAttribute('rel'), 'nofollow noreferrer')
      if (way === 'shift') for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Shift')
      else if (way === 'twin') { await page.keyboard.press('Tab'); await page.keyboard.press('Tab'); await page.keyboard.press('Enter') }
      else await exits.last().click()
      await page.waitForURL('https://www.bbc.co.uk/weather')
      if (script) {
        await page.goBack()
        assert.ok(page.url().endsWith('/sessions'), `Back led to ${page.url()}: the page left is replaced`)
      }
      await context.close()
    }
  })
}
