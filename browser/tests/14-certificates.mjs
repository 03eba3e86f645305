// Certificates from one press to the page that checks them: issued, a message, the link in it, the file, valid, withdrawn, not valid.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { base, close, examine, mailCount, mailsTo, note, outside, person, staff, table, visit } from '../lib.mjs'

after(close)

async function take (page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), path: await download.path() }
}

// What a program of others reads in a file.
const read = (path) => execFileSync('pdftotext', ['-enc', 'UTF-8', path, '-'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString('utf8').replace(/\s+/g, ' ')

// The messages that came after so many others: to whom and what they say.
async function mails (after, count) {
  for (let tries = 0; tries < 200; tries += 1) {
    const names = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort().slice(after)
    if (names.length >= count) {
      return names.map((name) => ({
        to: JSON.parse(readFileSync(join(process.env.MAILBOX, name.replace('.eml', '.json')), 'utf8')).to[0],
        raw: readFileSync(join(process.env.MAILBOX, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=')
      }))
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${mailCount() - after} of ${count} messages came`)
}
const linkIn = (raw) => base + /\/record\/[0-9a-f]+/.exec(raw)[0]

// The session of the demonstration that took place last, with its course.
async function heldSession (page) {
  await visit(page, '/courses')
  await page.getByRole('link', { name: /^Difficult conversations/ }).click()
  await page.waitForURL('**/courses/C-*')
  const link = page.locator('main table tbody tr').filter({ hasText: 'Held' }).first().getByRole('link').first()
  await visit(page, await link.getAttribute('href'))
  return new URL(page.url()).pathname.split('/')[2]
}

const check = async (page, code) => {
  await visit(page, '/certificates')
  await page.getByLabel('Check code').fill(code)
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  return page.locator('.govuk-inset-text').innerText()
}

// Proves SH11
test('a certificate is issued, mailed, fetched, valid, withdrawn and then not valid', { timeout: 120_000 }, async () => {
  const { page, leave } = await staff('coordinator')
  const reference = await heldSession(page)
  await page.getByRole('link', { name: 'Certificates' }).click()
  await page.waitForURL('**/certificates')
  await examine(page, 'certificates')
  const due = await page.locator('main tbody tr', { hasText: 'To be issued' }).count()
  assert.ok(due > 3, 'the demonstration has people who were there on both days')
  const before = mailCount()
  await page.getByRole('button', { name: 'Issue certificates' }).click()
  await page.waitForURL('**/certificates?done=issued**')
  assert.match(await page.locator('.govuk-notification-banner').innerText(), new RegExp(`${due} certificates are issued`))
  const told = await mails(before, due)
  for (const { raw } of told) assert.doesNotMatch(raw, /conversation|course|training|session/i, 'neutral')

  await page.getByRole('link', { name: /CSV/ }).click()
  await page.getByLabel('Who is it for?').fill('The board')
  await page.getByLabel('Why does it leave?').fill('Its meeting')
  const list = await take(page, () => page.getByRole('button', { name: 'Take the copy' }).click())
  assert.equal(table(readFileSync(list.path, 'utf8')).filter((row) => row[3]?.startsWith('Issued on')).length, due)

  const visitor = await person()
  const mine = linkIn(told[0].raw)
  assert.equal(await visit(visitor.page, mine), 200)
  await examine(visitor.page, 'own-record')
  const name = await visitor.page.locator('.govuk-caption-l').first().innerText()
  note('people', name)
  assert.deepEqual(await outside(visitor.page), [], 'no name outside the page')
  const file = await take(visitor.page, () => visitor.page.getByRole('link', { name: /^Certificate/ }).first().click())
  assert.equal(file.name, 'certificate.pdf')
  writeFileSync('browser/output/certificate.pdf', readFileSync(file.path))
  const info = execFileSync('pdfinfo', [file.path], { stdio: ['ignore', 'pipe', 'ignore'] }).toString('utf8')
  assert.match(info, /Tagged:\s+yes/)
  const words = read(file.path)
  assert.ok(words.includes(name) && words.includes('Difficult conversations'), words)
  const code = /(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}/.exec(words)[0]

  const stranger = await person({ script: false })
  assert.equal(await check(stranger.page, code.toLowerCase()), 'This certificate is valid.')
  assert.ok(!(await stranger.page.locator('main').innerText()).includes(name), 'not a word of whose it is')
  assert.equal(await check(stranger.page, code.replace(/^./, (letter) => letter === '0' ? '1' : '0')), 'This certificate is not valid.')
  await visit(stranger.page, `/certificates/${code.replaceAll('-', '')}`)
  assert.equal(await stranger.page.locator('.govuk-inset-text').innerText(), 'This certificate is valid.', 'by the QR code')

  await visit(page, `/sessions/${reference}/certificates`)
  await page.getByRole('link', { name, exact: true }).click()
  await page.waitForURL('**/certificates/*')
  await examine(page, 'certificate')
  // What staff takes out is a copy: for a reason, and with a mark in print.
  const one = page.url()
  await page.getByRole('button', { name: /Fetch the certificate/ }).click()
  await page.waitForURL('**/file')
  await examine(page, 'copy-of-a-certificate')
  await page.getByLabel('Who is it for?').fill('The person herself')
  await page.getByLabel('Why does it leave?').fill('She has no address')
  const staffFile = await take(page, () => page.getByRole('button', { name: 'Take the copy' }).click())
  assert.match(read(staffFile.path), /Copy (?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}/)
  assert.doesNotMatch(read(file.path), /Copy /)
  await visit(page, one)
  await page.getByRole('button', { name: 'Withdraw the certificate' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  await page.getByLabel('Reason').fill('Issued to the wrong person')
  await page.waitForTimeout(1100) // A second press within a second is taken for a double click.
  await page.getByRole('button', { name: 'Withdraw the certificate' }).click()
  await page.waitForURL('**?done=withdrawn')
  await page.getByRole('link', { name: 'History of this certificate' }).click()
  await page.waitForURL('**/history')
  assert.match(await page.locator('main').innerText(), /Issued to the wrong person/)
  assert.equal(await check(stranger.page, code), 'This certificate is not valid.')
  await visit(visitor.page, mine)
  assert.equal(await visitor.page.getByRole('link', { name: /^Certificate/ }).count(), 0, 'it is in the record no longer')
  await visitor.leave()
  await stranger.leave()
  await leave()
})

// Proves SD4
test('the link to a record is asked for with an address, on a narrow screen, and ended', { timeout: 60_000 }, async () => {
  const { page, leave } = await person({ narrow: true })
  const known = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort()
    .map((name) => [JSON.parse(readFileSync(join(process.env.MAILBOX, name.replace('.eml', '.json')), 'utf8')).to[0], readFileSync(join(process.env.MAILBOX, name), 'utf8')])
    .filter(([, raw]) => raw.includes('/record/')).at(-1)[0]
  const ask = async (address) => {
    await visit(page, '/record')
    await page.getByLabel('Work e-mail address').fill(address)
    await page.getByRole('button', { name: 'Send me the link' }).click()
    await page.waitForURL('**/record/asked')
    return page.locator('main').innerText()
  }
  const before = mailCount()
  const answer = await ask('nobody.at.all@council.example')
  assert.equal(await ask(known), answer)
  const [message] = await mails(before, 1)
  assert.equal(message.to, known)
  assert.equal(mailsTo('nobody.at.all@council.example'), 0)
  await examine(page, 'record-asked')
  await visit(page, linkIn(message.raw))
  await examine(page, 'own-record-narrow')
  await page.getByRole('button', { name: /End this link/ }).click()
  await page.waitForURL('**/record?done=ended')
  assert.equal(await visit(page, linkIn(message.raw)), 410)
  await leave()
})
