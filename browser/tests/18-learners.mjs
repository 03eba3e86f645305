// A learner is found, without her address in any address; what she learned elsewhere is recognised and she reads it; who did not come is counted.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, close, examine, fillBooking, mail, mailCount, outside, ownLink, person, sessions, staff, visit } from '../lib.mjs'

after(close)

const address = 'lena.lookup@work.example'

test('a learner is found by her address, and what she learned elsewhere stands on her own record', { timeout: 120_000 }, async () => {
  const visitor = await person()
  const open = (await sessions(visitor.page)).at(-1)
  let sent = mailCount()
  await visitor.page.goto(`${base}/sessions/${open.reference}/book`)
  await fillBooking(visitor.page, { name: 'Lena Lookup-Example', email: address })
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.waitForURL('**/booked')
  await visitor.page.goto(ownLink(await mail(address, { after: sent })))
  sent = mailCount()
  await visitor.page.getByRole('button', { name: 'Send me the link to my record' }).click()
  const message = await mail(address, { after: sent })
  const record = base + /\/record\/[0-9a-f]+/.exec(message.parsed.text)[0]
  await visitor.leave()

  const { page, leave } = await staff('coordinator')
  await visit(page, '/courses')
  await page.getByRole('link', { name: 'Find a learner' }).click()
  await examine(page, 'learner-find')
  const words = page.getByLabel('Work e-mail address or reference of a booking')
  await words.fill('nobody.at.all@work.example')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByText('Nobody whose sessions you may see has this address').first().waitFor()
  await examine(page, 'learner-find-nobody')
  await words.fill(address)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.waitForURL(/\/learners\/records\/[0-9a-f-]{36}$/)
  assert.equal(await page.locator('h1').innerText().then((text) => text.includes('Lena Lookup-Example')), true)
  assert.deepEqual(await outside(page), [], 'no name and no address in address or title')
  await examine(page, 'learner')
  const own = new URL(page.url()).pathname
  await page.getByLabel('Course that it stands for').selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Recognise it' }).click()
  await page.getByText('Enter what you saw').first().waitFor()
  await page.getByLabel('What did you see?').fill('A certificate of another borough')
  await page.getByRole('button', { name: 'Recognise it' }).click()
  await page.getByText('What was learned elsewhere is recognised').waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  await examine(page, 'learner-narrow')

  const hers = await person({ script: false })
  await hers.page.goto(record)
  await hers.page.getByText('A certificate of another borough').waitFor()
  await hers.leave()

  await page.getByLabel('Course', { exact: true }).selectOption({ index: 1 })
  await page.getByLabel('Reason').fill('It was of somebody else')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('The recognition is taken back').waitFor()
  await visit(page, `${own}/history`)
  await page.getByText('It was of somebody else').waitFor()
  await leave()
})

test('who booked and did not come is counted by organisation and course', { timeout: 60_000 }, async () => {
  for (const narrow of [false, true]) {
    const { page, leave } = await staff('coordinator', { narrow })
    await visit(page, '/planning/turn-out')
    await page.getByRole('table', { name: 'By course' }).getByRole('row').nth(1).waitFor()
    await examine(page, `turn-out${narrow ? '-narrow' : ''}`)
    await leave()
  }
})
