// What every browser test needs: a page that notes what it must not do, axe, pictures, mail, second factors.
import { chromium } from 'playwright-core'
import { createHmac } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { simpleParser } from 'mailparser'
import assert from 'node:assert/strict'

export const base = process.env.BASE
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const pictures = 'browser/output'
mkdirSync(pictures, { recursive: true })

let browser
export async function open () {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
  return browser
}
export async function close () { await browser?.close(); browser = undefined }

// A fresh person: own cookies. `faults` collects requests to other origins, policy violations and script errors.
export async function person (options = {}) {
  const chrome = await open()
  const context = await chrome.newContext({ viewport: options.narrow ? { width: 390, height: 844 } : { width: 1280, height: 900 }, javaScriptEnabled: options.script !== false, reducedMotion: 'reduce', bypassCSP: false, ...options.context })
  const page = await context.newPage()
  const faults = []
  page.on('request', (request) => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) faults.push(`request to ${request.url()}`) })
  page.on('console', (message) => { if (message.type() === 'error' && /Content Security Policy|Trusted/i.test(message.text())) faults.push(message.text()) })
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`))
  return { context, page, faults, async leave () { await context.close(); assert.deepEqual(faults, []) } }
}

// Axe must find nothing, the page must not be wider than the screen, and a picture is kept.
export async function examine (page, name, { picture = true } = {}) {
  await page.evaluate(axeSource).catch(() => {})
  const found = await page.evaluate(() => window.axe ? window.axe.run(document, { resultTypes: ['violations'] }) : undefined)
  assert.ok(found, 'axe ran')
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`), [], `axe on ${name}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  assert.equal(wide, false, `${name} scrolls sideways`)
  if (picture) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

// The newest mail to `address` that was not there before `after` mails had come.
export async function mail (address, { after = 0, seconds = 15 } = {}) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const all = readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).sort().slice(after)
    for (const name of all.reverse()) {
      const envelope = JSON.parse(readFileSync(join(process.env.MAILBOX, name.replace('.eml', '.json')), 'utf8'))
      if (envelope.to.includes(address)) return { envelope, raw: readFileSync(join(process.env.MAILBOX, name), 'utf8'), parsed: await simpleParser(readFileSync(join(process.env.MAILBOX, name))) }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail to ${address}`)
}
export const mailCount = () => readdirSync(process.env.MAILBOX).filter((name) => name.endsWith('.eml')).length

// RFC 6238, six digits, 30 seconds, SHA-1.
export function code (secret, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[= ]/g, '').toUpperCase()].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30000)))
  const hash = createHmac('sha1', key).update(step).digest()
  const place = hash[19] & 15
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1000000).padStart(6, '0')
}
