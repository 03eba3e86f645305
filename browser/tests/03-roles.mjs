// Each role: signing in, what the menu offers, every page that can be reached by links, and leaving.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { PASSWORD, ROLES, base, close, code, emailOf, examine, freshCode, helpers, links, note, outside, person, routeOf, secretOf, signInOn, staff, visit } from '../lib.mjs'

after(close)

// Proves SD1
test('a wrong password and a wrong code let nobody in, and say the same for everybody', async () => {
  const { context, page, leave } = await person()
  const said = []
  for (const [email, password] of [['nobody@demo.example', PASSWORD], [emailOf('adviser'), 'wrong-password-here']]) {
    await page.goto(`${base}/sign-in`)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForLoadState()
    if (page.url().endsWith('/sign-in/code')) {
      await page.getByLabel('Code', { exact: true }).fill('000000')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.waitForLoadState()
    }
    said.push((await page.locator('main').innerText()).replaceAll(email, ''))
    assert.equal(await page.getByLabel('Password').count() ? await page.getByLabel('Password').inputValue() : '', '')
    await examine(page, 'sign-in-wrong', { picture: false })
    await visit(page, '/today')
    assert.match(page.url(), /sign-in/)
  }
  assert.equal(said[0], said[1])
  assert.equal((await context.cookies()).some((one) => /trellis$/.test(one.name)), false)
  await leave()
})

test('a right password with a wrong code is asked again', async () => {
  const { page, leave } = await person()
  await page.goto(`${base}/sign-in`)
  await examine(page, 'sign-in')
  await page.getByLabel('E-mail address').fill(emailOf('adviser'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/code')
  await examine(page, 'sign-in-code')
  const right = new Set([-1, 0, 1, 2].map((step) => code(secretOf('adviser'), Date.now() + step * 30000)))
  const wrong = ['123456', '654321', '111111', '222222', '333333'].find((one) => !right.has(one))
  await page.getByLabel('Code', { exact: true }).fill(wrong)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await examine(page, 'sign-in-code-wrong', { picture: false })
  await page.getByLabel('Code', { exact: true }).fill(await freshCode('adviser'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/today')
  await leave()
})

test('Back after signing in leads on, and in no circle', async () => {
  const { page, leave } = await person()
  await page.goto(`${base}/sign-in`)
  await page.getByLabel('E-mail address').fill(emailOf('adviser'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/sign-in/code')
  await page.getByLabel('Code', { exact: true }).fill(await freshCode('adviser'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/today')
  await page.goBack()
  await page.waitForURL('**/today')
  assert.equal(await page.locator('h1').innerText(), 'Today')
  await leave()
})

const downloads = /export|\.csv|\.xlsx|\.ics|format=|\/instruments\/(?!new)[^?]*\/form$/

// Lists of records: one or two of a kind are enough; their templates are the same.
const kind = (path) => path
  .replace(/\/(C|S|B|P|M)-[0-9A-Z]+/g, '/$1')
  .replace(/\/instruments\/(?!new|drafts|bank|links)[^/?]+/, '/instruments/KEY').replace(/\/(translations|question|section|scale|sheets|paper)\/[^/?]+/g, '/$1/ONE').replace(/\/KEY\/\d+/, '/KEY/1')
  .replace(/[0-9a-f]{32}/g, 'ID').replace(/[0-9a-f-]{36}/g, 'ID')
  .replace(/\?.*/, (query) => '?' + [...new URLSearchParams(query).keys()].sort().join('&'))

// Headings of the first level in a page's text, and where its links lead; Exit this page leads elsewhere on purpose.
const inText = (text, address) => ({
  headings: [...text.matchAll(/<h1[ >]/g)].length,
  leads: [...new Set([...text.matchAll(/<a\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('data-exit'))
    .map((tag) => tag.match(/\bhref="([^"]*)"/)?.[1]).filter(Boolean).map((href) => new URL(href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), address).href.split('#')[0]))]
})

// More pages than a role has of all kinds together.
const MOST = 420

for (const role of ROLES) {
  // Proves SE1, SE5, SE6 and SE8
  test(`${role}: the menu holds what exists and every link on every page answers`, { timeout: 400_000 }, async () => {
    const { context, page, faults, leave } = await staff(role)
    assert.equal(await visit(page, '/today'), 200)
    const menu = await page.$$eval('.trellis-menu a', (all) => all.map((one) => one.getAttribute('href')))
    assert.ok(menu.includes('/today'))
    for (const entry of menu) assert.equal(await visit(page, entry), 200, `menu entry ${entry}`)
    const seen = new Map()
    const waiting = [`${base}/today`, `${base}/account`, ...menu.map((entry) => base + entry)]
    const tried = new Set()
    const wrong = []
    while (waiting.length > 0) {
      assert.ok(tried.size < MOST, `more than ${MOST} addresses: ${waiting.length} are left`)
      const address = waiting.shift()
      if (tried.has(address)) continue
      const sort = kind(address.slice(base.length))
      const many = seen.get(sort) ?? 0
      if (many >= 2) continue
      tried.add(address)
      seen.set(sort, many + 1)
      if (downloads.test(address)) {
        const answer = await context.request.get(address)
        if (answer.status() !== 200) wrong.push(`${answer.status()} ${address}`)
        if ((await answer.body()).length === 0) wrong.push(`empty ${address}`)
        if (routeOf(address)) note('asked', routeOf(address))
        continue
      }
      // Another page of a template is read without being drawn.
      const drawn = many === 0
      const answer = drawn ? await page.goto(address) : await context.request.get(address)
      if (answer.status() !== 200) { wrong.push(`${answer.status()} ${address}`); continue }
      const { headings, leads } = drawn
        ? { headings: await page.locator('h1').count(), leads: await links(page) }
        : inText(await answer.text(), answer.url())
      if (headings !== 1) wrong.push(`${headings} headings of the first level on ${address}`)
      if (routeOf(address)) note('asked', routeOf(address))
      if (drawn) {
        try {
          await examine(page, `crawl ${address}`, { picture: false })
        } catch (problem) { wrong.push(problem.message) }
        wrong.push(...await helpers(page), ...(await outside(page)).map((text) => `outside the page: ${text}`))
      }
      for (const link of leads) {
        if (link.startsWith(base)) waiting.push(link)
        else if (link.startsWith('http')) wrong.push(`a link leads elsewhere: ${link}`)
      }
    }
    console.log(`${role}: ${tried.size} addresses of ${seen.size} kinds`)
    assert.deepEqual([...new Set(wrong)], [])
    assert.deepEqual(faults, [])
    await leave()
  })
}

// A list on a phone hides nothing at its side. Tables of figures are compared down their columns and scroll.
const hiddenAside = async (page) => (await page.$$eval('.trellis-table-scroll', (all) => all
  .filter((one) => one.querySelector('.trellis-stack') || !location.pathname.startsWith('/evidence/'))
  .map((one) => [one.getAttribute('aria-label'), one.scrollWidth - one.clientWidth])))
  .filter(([, hidden]) => hidden > 0).map(([name, hidden]) => `${new URL(page.url()).pathname}: ${hidden} px of \u201c${name}\u201d are hidden`)

for (const [role, more] of [['coordinator', ['/account', '/courses/new', '/ledger', '/ledger?state=waived', '/organisations', '/sessions']], ['administrator', ['/account', '/accounts', '/accounts/new', '/areas', '/jobs', '/audit', '/sessions']]]) {
  test(`${role}: every page of the menu is sound at 390 pixels and in dark colours`, async () => {
    const { page, leave } = await staff(role, { narrow: true, context: { colorScheme: 'dark' } })
    await visit(page, '/today')
    const wrong = []
    const menu = await page.$$eval('.trellis-menu a', (all) => all.map((one) => one.getAttribute('href')))
    for (const entry of new Set([...menu, ...more])) {
      assert.equal(await visit(page, entry), 200, entry)
      try { await examine(page, `narrow${entry.replaceAll(/\W/g, '-')}`) } catch (problem) { wrong.push(problem.message) }
      wrong.push(...await hiddenAside(page))
    }
    if (role === 'administrator') {
      await visit(page, '/accounts')
      await visit(page, await page.locator('main table a[href^="/accounts/"]').first().getAttribute('href'))
      wrong.push(...await hiddenAside(page))
    }
    if (role === 'coordinator') {
      await visit(page, '/courses')
      const course = await page.locator('main table a[href^="/courses/"]').first().getAttribute('href')
      await visit(page, course)
      const session = `/sessions/${(await page.locator('main a[href^="/sessions/"]').first().getAttribute('href')).split('/')[2]}`
      await visit(page, '/evidence')
      const subjects = await page.$$eval('main a[href^="/evidence/"]', (all) => all.map((one) => one.getAttribute('href')))
      assert.ok(subjects.length >= 4, `${subjects}`)
      for (const path of [course, `${course}/history`, `${session}/plan`, `${session}/bookings`, `${session}/history`, ...subjects]) {
        assert.equal(await visit(page, path), 200, path)
        try { await examine(page, `narrow${path.replaceAll(/\W/g, '-')}`, { picture: false }) } catch (problem) { wrong.push(problem.message) }
        wrong.push(...await hiddenAside(page))
      }
    }
    assert.deepEqual(wrong, [])
    await leave()
  })
}

test('a forgotten password is asked for in the same words for everybody, and too many guesses are told to wait', { timeout: 120_000 }, async () => {
  const { page, leave } = await person()
  const said = []
  for (const email of ['nobody.at.all@demo.example', emailOf('evaluator')]) {
    await visit(page, '/sign-in/forgotten')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.waitForLoadState()
    await examine(page, 'forgotten-answer', { picture: false })
    said.push((await page.locator('main').innerText()).replaceAll(email, ''))
  }
  assert.equal(said[0], said[1])
  let status = 200
  for (let tries = 0; tries < 14 && status !== 429; tries += 1) {
    await page.goto(`${base}/sign-in`)
    await page.getByLabel('E-mail address').fill('nobody.at.all@demo.example')
    await page.getByLabel('Password').fill(`not the password ${tries}`)
    const answered = page.waitForResponse((answer) => answer.request().method() === 'POST')
    await page.getByRole('button', { name: 'Continue' }).click()
    status = (await answered).status()
    await page.waitForLoadState()
  }
  assert.equal(status, 429)
  await examine(page, 'told-to-wait', { picture: false })
  await leave()
})

// Tables of which some columns are out of sight at the side.
const cut = (page) => page.$$eval('.trellis-table-scroll', (all) => all
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute('aria-label')))

test('the pictures of the main pages are kept', async () => {
  const { page, leave } = await staff('coordinator')
  await visit(page, '/today')
  await examine(page, 'today')
  await visit(page, '/courses')
  await examine(page, 'courses')
  await visit(page, '/evidence')
  await examine(page, 'evidence')
  for (const [name, words] of [['evidence-feedback', /feedback/i], ['evidence-delivery', /delivery/i], ['evidence-published', /published/i]]) {
    await visit(page, '/evidence')
    const link = page.locator('main a').filter({ hasText: words }).first()
    assert.ok(await link.count(), `the evidence page leads to ${name}`)
    await visit(page, await link.getAttribute('href'))
    await examine(page, name)
    if (name === 'evidence-delivery') assert.deepEqual(await cut(page), [], 'delivery is seen as a whole')
  }
  await visit(page, '/evidence/before-and-after?programme=example-partnership')
  await examine(page, 'evidence-before-and-after')
  assert.ok(!(await cut(page)).some((name) => /^(The same people|Who moved where)/.test(name)), 'so is who moved where')
  await leave()
})

test('another role\'s page is refused with a plain page', async () => {
  for (const [role, path] of [['practitioner', '/courses'], ['practitioner', '/accounts'], ['evaluator', '/accounts'], ['administrator', '/evidence'], ['adviser', '/ledger'], ['trainer', '/courses/new']]) {
    const { page, leave } = await staff(role)
    const status = await visit(page, path)
    assert.ok([403, 404].includes(status), `${role} ${path}: ${status}`)
    await examine(page, 'refused', { picture: false })
    await leave()
  }
})

// Proves SE8
test('browser helpers are kept out of every field', async () => {
  const { page, leave } = await person()
  await visit(page, '/sessions')
  const reference = await page.$$eval('table tbody tr a', (all) => all.map((one) => one.getAttribute('href')))
  for (const path of [`${reference.at(-1)}/book`, '/door', '/sign-in', '/sign-in/forgotten']) {
    assert.equal(await visit(page, path), 200, path)
    assert.ok(await page.locator('form[method=post] input:not([type=hidden])').count() > 0, path)
    assert.deepEqual(await helpers(page), [])
  }
  await leave()
})

// Proves SE1
test('a script that got into a page does not run', async () => {
  const { page } = await person()
  await visit(page, '/sessions')
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    try { script.textContent = 'window.ran = 1' } catch { /* Trusted Types */ }
    document.body.append(script)
    const image = document.createElement('img')
    try { image.setAttribute('onerror', 'window.ran = 2') } catch { /* Trusted Types */ }
    image.setAttribute('src', '/none.png')
    document.body.append(image)
    try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran=3">') } catch { /* Trusted Types */ }
    await new Promise((resolve) => setTimeout(resolve, 700))
    return window.ran
  })
  assert.equal(ran, undefined)
  await page.context().close()
})

// Proves SD6
test('after signing out, Back shows nothing', async () => {
  const { context, page, leave } = await person()
  await signInOn(page, 'practitioner')
  await visit(page, '/account')
  const canary = emailOf('practitioner')
  assert.ok((await page.content()).includes(canary))
  await visit(page, '/today')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in**')
  await page.getByText('You are signed out.').waitFor()
  await examine(page, 'signed-out', { picture: false })
  assert.equal((await context.cookies()).some((one) => /trellis$/.test(one.name)), false)
  for (let back = 0; back < 3; back += 1) {
    await page.goBack().catch(() => {})
    await page.waitForLoadState()
    assert.ok(!(await page.content()).includes(canary), `her address shows after ${back + 1} steps back`)
    assert.ok(!(await page.content()).includes('Ari Castell') && !(await page.content()).includes('Kim Osborne'), 'her name shows')
  }
  for (const path of ['/today', '/account']) {
    await visit(page, path)
    assert.match(page.url(), /sign-in/)
  }
  await leave()
})

// Proves SE5
test('no name or address stands in an address, a title or the browser\'s storage', async () => {
  const { page, leave } = await staff('coordinator')
  const seen = []
  page.on('framenavigated', (frame) => seen.push(frame.url()))
  for (const path of ['/today', '/courses', '/account', '/ledger', '/organisations']) {
    await visit(page, path)
    seen.push(await page.title())
    seen.push(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])))
  }
  for (const text of seen) assert.ok(!/Morgan|Achebe|@|%40/.test(text), text)
  await leave()
})
