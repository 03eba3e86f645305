// When all tests have run: what the server wrote about them, and which pages they saw.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROUTES, STAFF, close, mailCount, noted } from '../lib.mjs'

after(close)

// Proves SK4
test('no name, no mail address and no network address of anybody stands in the log or the figures of operations', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const metrics = await (await fetch(`${process.env.OPERATIONS}/metrics`)).text()
  assert.match(metrics, /trellis_requests_total/)
  const logs = readdirSync(process.env.SCRATCH).filter((name) => name.endsWith('.log')).map((name) => [name, readFileSync(join(process.env.SCRATCH, name), 'utf8')])
  const people = [...STAFF, ...noted('people')].map((one) => one.toLowerCase())
  if (process.env.WHOLE) {
    assert.ok(people.length > 40 && mailCount() > 40, `${people.length} names and addresses, ${mailCount()} messages`)
    assert.match(readFileSync(process.env.SERVER_LOG, 'utf8'), /no such mailbox|given up|not sent/, 'the message to nowhere is in the log')
  }
  for (const [where, text] of [['metrics', metrics], ...logs]) {
    const low = text.toLowerCase()
    for (const one of people) assert.ok(!low.includes(one), `${where}: ${one}`)
    assert.doesNotMatch(text, /[\w.+-]+@[\w-]+\.\w/, where)
    assert.doesNotMatch(text, /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/, where)
  }
})

test('every page of the house was seen in a browser', { skip: process.env.WHOLE ? false : 'only some tests were run' }, () => {
  const asked = noted('asked')
  assert.deepEqual(ROUTES.filter((route) => !asked.includes(route)), [])
  const examined = new Set(noted('examined').map((line) => line.split(' ')[1]))
  assert.ok(examined.size > 40, `${examined.size} kinds of pages examined when they were visited`)
})
