// Starts a mail sink and a demonstration server, then runs the tests in browser/tests against them. ONLY names one test by a pattern.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'

const scratch = mkdtempSync(join(tmpdir(), 'trellis-browser-'))
const mailbox = join(scratch, 'mail')
mkdirSync(mailbox)

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)) })
})

let count = 0
const sink = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  // As mail servers do, it names the mailbox that it does not have: the log must not repeat it.
  onRcptTo ({ address }, session, done) {
    if (!address.startsWith('nowhere.')) { done(); return }
    done(Object.assign(new Error(`<${address}>: no such mailbox here`), { responseCode: 550 }))
  },
  onData (stream, session, done) {
    const parts = []
    stream.on('data', (part) => parts.push(part))
    stream.on('end', () => {
      count += 1
      const name = String(count).padStart(5, '0')
      writeFileSync(join(mailbox, `${name}.json`), JSON.stringify({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((one) => one.address) }))
      writeFileSync(join(mailbox, `${name}.eml`), Buffer.concat(parts))
      done()
    })
  }
})
const smtpPort = await freePort()
await new Promise((resolve) => sink.listen(smtpPort, '127.0.0.1', resolve))

const port = await freePort()
const operations = await freePort()
const binary = process.env.TRELLIS ?? 'target/debug/trellis'
const server = spawn(binary, ['demo', '--data', join(scratch, 'data'), '--listen', `127.0.0.1:${port}`, '--operations', `127.0.0.1:${operations}`, '--smtp', `127.0.0.1:${smtpPort}`], { stdio: ['ignore', 'pipe', 'pipe'] })
let log = ''
server.stdout.resume()
server.stderr.on('data', (text) => { log += text })
const base = `http://127.0.0.1:${port}`
let up = false
for (let tries = 0; tries < 1200 && !up && server.exitCode === null; tries += 1) {
  up = await fetch(`${base}/sessions`).then((answer) => answer.ok).catch(() => false)
  if (!up) await new Promise((resolve) => setTimeout(resolve, 100))
}
let code = 1
if (up) {
  const words = process.argv.slice(2)
  const files = readdirSync('browser/tests').filter((name) => name.endsWith('.mjs') && (words.length === 0 || words.some((word) => name.includes(word)))).sort()
  const run = (names, more) => new Promise((resolve) => {
    if (names.length === 0) { resolve(0); return }
    const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...(process.env.ONLY ? ['--test-name-pattern', process.env.ONLY] : []), ...names.map((name) => `browser/tests/${name}`)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TRELLIS: binary, BASE: base, OPERATIONS: `http://127.0.0.1:${operations}`, MAILBOX: mailbox, SCRATCH: scratch, SERVER_LOG: join(scratch, 'server.log'), WHOLE: words.length === 0 && !process.env.ONLY ? '1' : '', ...more }
    })
    let told = ''
    tests.stdout.on('data', (text) => { if (more.ASIDE) told += text; else process.stdout.write(text) })
    tests.on('exit', (status) => { process.stdout.write(told); resolve(status ?? 1) })
  })
  const keeper = setInterval(() => writeFileSync(join(scratch, 'server.log'), log), 500)
  // What waits for minutes on a server of its own runs beside the others; what looks back at all of them comes last.
  const [own, last] = ['own-', 'last-'].map((word) => files.filter((name) => name.startsWith(word)))
  const others = files.filter((name) => !own.includes(name) && !last.includes(name))
  code = Math.max(...await Promise.all([run(others, {}), run(own, { ASIDE: '1' })]))
  code = Math.max(code, await run(last, {}))
  clearInterval(keeper)
  // When all ran, each page of the house was seen by one of them.
  if (code === 0 && words.length === 0 && !process.env.ONLY) {
    const seen = readFileSync(join(scratch, 'asked.txt'), 'utf8').split('\n')
    const never = [...readFileSync('docs/access-matrix.md', 'utf8').matchAll(/^\| GET `([^`]+)`/gm)].map((found) => found[1]).filter((route) => !seen.includes(route))
    if (never.length > 0) { console.error(`pages that no test saw: ${never.join(', ')}`); code = 1 }
  }
} else {
  console.error('the server did not start')
}
// PICTURES=1 renews the README's pictures from those that the tests made.
if (code === 0 && process.env.PICTURES) {
  mkdirSync('docs/pictures', { recursive: true })
  for (const name of ['public-list', 'register', 'evidence-feedback', 'feedback']) copyFileSync(`browser/output/${name}.png`, `docs/pictures/${name}.png`)
}
if (code !== 0) console.error(log.split('\n').slice(-60).join('\n'))
server.kill('SIGTERM')
await new Promise((resolve) => { if (server.exitCode !== null) resolve(); else server.on('exit', resolve) })
sink.close()
rmSync(scratch, { recursive: true, force: true })
process.exit(code)
