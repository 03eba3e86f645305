// When all other tests have run: what the server wrote about the people in them.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STAFF, base, close, fillBooking, mailCount, noted, person, sessions } from '../lib.mjs'

after(close)

// Proves SK4
test('no name, no mail address and no network address of anybody stands in the log or the figures of operations', async () => {
  // The worst place for an address: the words of a mail server that refuses it.
  const { page, leave } = await person()
  const [, open] = await sessions(page)
  await page.goto(`${base}/sessions/${open.reference}/book`)
  await fillBooking(page, { name: 'Robin Nowhere', email: 'nowhere.robin@council.example' })
  await page.getByRole('button', { name: /Book|Join/ }).click()
  await page.waitForURL('**/booked')
  await leave()
  const log = () => readFileSync(process.env.SERVER_LOG, 'utf8')
  for (let tries = 0; tries < 100 && !log().includes('mail server'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 200))
  assert.match(log(), /mail server/, 'the refused message is in the log')
  const metrics = await (await fetch(`${process.env.OPERATIONS}/metrics`)).text()
  assert.match(metrics, /trellis_requests_total/)
  const logs = readdirSync(process.env.SCRATCH).filter((name) => name.endsWith('.log')).map((name) => [name, readFileSync(join(process.env.SCRATCH, name), 'utf8')])
  const people = [...STAFF, ...noted('people')].map((one) => one.toLowerCase())
  if (process.env.WHOLE) assert.ok(people.length > 40 && mailCount() > 40, `${people.length} names and addresses, ${mailCount()} messages`)
  for (const [where, text] of [['metrics', metrics], ...logs]) {
    const low = text.toLowerCase()
    for (const one of people) assert.ok(!low.includes(one), `${where}: ${one}`)
    assert.doesNotMatch(text, /[\w.+-]+@[\w-]+\.\w/, where)
    assert.doesNotMatch(text, /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/, where)
  }
})
