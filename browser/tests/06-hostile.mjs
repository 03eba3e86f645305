// Hostile text in every field that people write: it comes back as text, and nothing in it runs.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { allTheSame, base, because, close, fillBooking, london, mail, mailCount, ownLink, person, planSession, staff, visit } from '../lib.mjs'

after(close)

const CORPUS = [
  '<script>window.ran=1</script>',
  '"><img src=x onerror=window.ran=2>',
  "'-window.ran=3-'",
  '</title></textarea></style><svg/onload=window.ran=4>',
  '<a href="javascript:window.ran=5">x</a>',
  '{{constructor.constructor("window.ran=6")()}} ${window.ran=7} <%= 8 %>',
  '&lt;script&gt;window.ran=9&lt;/script&gt; &#60;img src=x onerror=window.ran=10&#62;',
  '<details open ontoggle=window.ran=11><iframe srcdoc="<script>parent.ran=12</script>">',
  '--><!-- ]]> <math><mtext><table><mglyph><style><img src=x onerror=window.ran=13>',
  '=HYPERLINK("http://other.example","x")'
]

// Nothing ran, no element of the corpus came to be.
async function sound (page, where) {
  assert.equal(await page.evaluate(() => window.ran), undefined, where)
  const made = await page.evaluate(() => [document.querySelectorAll('img, iframe, math, style, main script, a[href^="javascript:"], [onerror], [onload], [ontoggle]').length, document.scripts.length])
  assert.deepEqual(made, [0, 1], where)
}

// Proves SE7
test('a course whose every word is hostile', async () => {
  const { page, leave } = await staff('coordinator')
  const visitor = await person()
  for (const [number, text] of CORPUS.entries()) {
    const { course, session } = await planSession(page, { title: `${text} ${number}`, venue: text, when: london(Date.now() + 70 * 86_400_000) })
    await page.goto(`${base}/courses/${course}/edit`)
    await page.getByLabel('Aims').fill(text)
    await page.getByLabel('Whom it is for').fill(text)
    await page.getByRole('button', { name: 'Save the course' }).click()
    await page.waitForURL('**done=changed')
    assert.equal(await page.locator('h1').innerText(), `${text} ${number}`.replace(/\s+/g, ' '))
    await page.goto(`${base}/sessions/${session}/edit`)
    await page.getByLabel('Getting in').fill(text)
    await page.getByRole('button', { name: 'Save the session' }).click()
    await page.waitForURL('**done=changed**')
    for (const path of [`/courses/${course}`, `/courses/${course}/edit`, `/courses/${course}/history`, `/sessions/${session}/plan`, `/sessions/${session}/edit`, `/sessions/${session}/history`, `/sessions/${session}/bookings`, `/sessions/${session}/register`, `/sessions/${session}/door`, '/courses', '/today']) {
      assert.equal(await visit(page, path), 200, path)
      await sound(page, `${path} with ${text}`)
    }
    for (const path of [`/sessions/${session}`, `/sessions/${session}/book`, '/sessions']) {
      assert.equal(await visit(visitor.page, path), 200, path)
      await sound(visitor.page, `${path} with ${text}`)
    }
    await page.goto(`${base}/sessions/${session}/reschedule`)
    const again = london(Date.now() + 71 * 86_400_000)
    for (const part of ['day', 'month', 'year']) await page.locator(`[name="day-1-${part}"]`).fill(again[part])
    await because(page)
    await page.getByLabel('Reason').fill(text)
    await page.getByRole('button', { name: 'Move the session' }).click()
    await allTheSame(page, '**done=moved**')
    await sound(page, `moved because ${text}`)
    await visit(page, `/sessions/${session}/history`)
    await sound(page, `history with ${text}`)
  }
  await visitor.leave()
  await leave()
})

// Proves SE7
test('a booking whose every word is hostile', async () => {
  const her = await staff('coordinator')
  const { session } = await planSession(her.page, { title: 'Hostile bookings', when: london(Date.now() + 72 * 86_400_000), capacity: 50 })
  const { page, leave } = await person()
  for (const [number, text] of CORPUS.entries()) {
    const address = `hostile.${number}@council.example`
    const after = mailCount()
    await page.goto(`${base}/sessions/${session}/book`)
    await fillBooking(page, { name: text, email: 'wrong', organisation: text, access: text, language: text })
    await page.getByRole('button', { name: 'Book', exact: true }).click()
    await page.locator('.govuk-error-summary').waitFor()
    await sound(page, `the form with ${text}`)
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), text)
    await page.getByLabel('Work e-mail address').fill(address)
    await page.getByRole('button', { name: 'Book', exact: true }).click()
    await page.waitForURL('**/booked')
    const message = await mail(address, { after })
    assert.ok(!message.raw.includes('window.ran'))
    const link = ownLink(message)
    for (const path of ['', '/change', '/cancel']) {
      assert.equal(await visit(page, link + path), 200)
      await sound(page, `own booking${path} with ${text}`)
    }
  }
  for (const path of ['bookings', 'register', 'plan', 'history', 'door']) {
    assert.equal(await visit(her.page, `/sessions/${session}/${path}`), 200, path)
    await sound(her.page, path)
  }
  await visit(her.page, `/sessions/${session}/bookings`)
  const words = await her.page.locator('main').innerText()
  for (const text of CORPUS) assert.ok(words.includes(text.replace(/\s+/g, ' ')), `shown as typed: ${text}`)
  for (const href of await her.page.$$eval('table a', (all) => all.map((one) => one.href))) {
    assert.equal(await visit(her.page, href), 200)
    await sound(her.page, href)
  }
  await leave()
  await her.leave()
})

// Proves SE7
test('hostile text in the address of every public page', async () => {
  const { page, leave } = await person()
  for (const text of CORPUS) {
    const word = encodeURIComponent(text)
    for (const path of [`/sessions?area=${word}&course=${word}&mode=${word}&month=${word}&after=${word}`, `/sessions/${word}`, `/door/${word}`, `/booking/${word}`, `/feedback/${word}`, `/sign-in?next=${word}&done=${word}`, `/${word}`]) {
      const status = await visit(page, path)
      assert.ok([200, 400, 404, 410, 414, 422].includes(status), `${status} ${path}`)
      await sound(page, path)
    }
  }
  await leave()
})
