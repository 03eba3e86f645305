// What people need to take part: told to those who prepare the session, and to nobody else.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { base, close, examine, fillBooking, mail, mailCount, person, planSession, soon, staff, table, visit, workbook } from '../lib.mjs'

after(close)

const NEED = 'A ramp to the blue door'
const LANGUAGE = 'Interpreting from Farsi'

// Everything that a page says, also where it is not seen.
const whole = (page) => page.content()

test('what somebody needs is told to the trainer of her session, not to another trainer nor on any list', { timeout: 150_000 }, async () => {
  const coordinator = await staff('coordinator')
  const { session } = await planSession(coordinator.page, { title: 'Prepared for each', ...soon(), capacity: 6 })
  const visitor = await person({ script: false })
  const before = mailCount()
  await visitor.page.goto(`${base}/sessions/${session}/book`)
  await fillBooking(visitor.page, { name: 'Nadia Needful', email: 'nadia.needful@council.example', access: NEED, language: LANGUAGE })
  await visitor.page.getByRole('button', { name: 'Book', exact: true }).click()
  await visitor.page.waitForURL('**/booked')
  await mail('nadia.needful@council.example', { after: before })
  await visitor.leave()

  const trainer = await staff('trainer')
  const row = (page) => page.locator('main tbody tr', { hasText: 'Nadia Needful' })
  const told = async (page) => {
    await visit(page, `/sessions/${session}/bookings`)
    return [(await page.locator('main thead').innerText()).includes('Needs'), (await row(page).innerText()).includes(`${NEED}; ${LANGUAGE}`)]
  }
  const lists = async (page) => {
    for (const path of ['register', 'sheet', 'sheet/key', 'plan', 'certificates', 'door', 'history']) {
      assert.equal(await visit(page, `/sessions/${session}/${path}`), 200, path)
      assert.ok(!/blue door|Farsi/.test(await whole(page)), path)
    }
  }
  assert.deepEqual(await told(trainer.page), [true, true], 'its trainer prepares it')
  await examine(trainer.page, 'bookings-needs')
  await lists(trainer.page)
  for (const format of ['CSV', 'XLSX']) {
    await visit(trainer.page, `/sessions/${session}/bookings`)
    await trainer.page.getByRole('link', { name: `Download as ${format}` }).click()
    await trainer.page.getByLabel('Who is it for?').fill('The venue')
    await trainer.page.getByLabel('Why does it leave?').fill('Name badges')
    const [download] = await Promise.all([trainer.page.waitForEvent('download'), trainer.page.getByRole('button', { name: 'Take the copy' }).click()])
    const bytes = readFileSync(await download.path())
    const rows = JSON.stringify(format === 'CSV' ? table(bytes.toString('utf8')) : workbook(bytes).rows)
    assert.ok(rows.includes('Nadia Needful'), format)
    assert.ok(!/blue door|Farsi/.test(rows), format)
  }

  // From now on somebody else trains it: for her it is a session of her area like any other.
  await visit(coordinator.page, `/sessions/${session}/edit`)
  await coordinator.page.getByLabel('Sasha Iqbal').uncheck()
  await coordinator.page.getByRole('button', { name: 'Save the session' }).click()
  await coordinator.page.waitForURL('**/plan?done=changed*')
  assert.deepEqual(await told(trainer.page), [false, false], 'another trainer of the area does not')
  assert.ok(!/blue door|Farsi/.test(await whole(trainer.page)))
  await lists(trainer.page)
  assert.deepEqual(await told(coordinator.page), [true, true], 'its coordinator prepares it')
  await lists(coordinator.page)
  await trainer.leave()
  await coordinator.leave()
})
