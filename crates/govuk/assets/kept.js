// Registers kept on this device (decision 16): one database, everything about people in it encrypted. What lies open is a session's
// reference, when the copy ends, and how many marks have not been sent.
const HOURS_72 = 72 * 3600 * 1000
const ROUNDS = 600_000
export const TRIES = 10
const bytes = (text) => new TextEncoder().encode(text)

function database () {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('trellis-registers', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('copies', { keyPath: 'id' })
      request.result.createObjectStore('marks', { keyPath: 'id' }).createIndex('copy', 'copy')
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

// One transaction; resolves when it is on the disk, so that nothing that was shown as kept can be lost.
async function work (mode, act) {
  const db = await database()
  try {
    return await new Promise((resolve, reject) => {
      const tx = db.transaction(['copies', 'marks'], mode, { durability: 'strict' })
      let value
      const put = (got) => { value = got }
      tx.oncomplete = () => resolve(value)
      tx.onabort = () => reject(tx.error)
      act(tx.objectStore('copies'), tx.objectStore('marks'), put)
    })
  } finally { db.close() }
}
const got = (request, put) => { request.onsuccess = () => put(request.result) }

export const copies = () => work('readonly', (all, _, put) => got(all.getAll(), put))
export const copyOf = (id) => work('readonly', (all, _, put) => got(all.get(id), put))
export const marksOf = (id) => work('readonly', (_, marks, put) => got(marks.index('copy').getAll(id), put))
const change = (id, how) => work('readwrite', (all) => { const one = all.get(id); one.onsuccess = () => { if (one.result) { how(one.result); all.put(one.result) } } })

// How many marks have not been sent, over all copies.
export async function unsent () {
  const all = await work('readonly', (_, marks, put) => got(marks.getAll(), put))
  return all.filter((mark) => !mark.sent).length
}

// Whether who is signed in here keeps one of the registers on this device.
export async function own () {
  for (const copy of await copies()) if (await shareOf(copy)) return true
  return false
}

function remember (yes) {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `kept=1; Path=/; SameSite=Strict; Max-Age=${yes ? 72 * 3600 : 0}${secure}`
}

export async function erase (id) {
  await work('readwrite', (all, marks) => {
    all.delete(id)
    const cursor = marks.index('copy').openKeyCursor(id)
    cursor.onsuccess = () => { if (cursor.result) { marks.delete(cursor.result.primaryKey); cursor.result.continue() } }
  })
  if ((await copies()).length === 0) await forget()
}

// Everything: copies, marks, the offline page and its worker.
export async function forget () {
  await work('readwrite', (all, marks) => { all.clear(); marks.clear() })
  for (const name of await caches.keys()) if (name.startsWith('trellis-register-')) await caches.delete(name)
  for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) if (new URL(one.scope).pathname === '/offline/') await one.unregister()
  remember(false)
}

// A copy ends after 72 hours, whatever has become of it. A clock that was set back does not lengthen its life: time goes on from the latest
// that was seen, however often it is set back.
export async function expire () {
  const all = await copies()
  let ended = 0
  for (const copy of all) {
    const seen = copy.seen ?? copy.kept
    const behind = Math.max(copy.behind ?? 0, seen - Date.now())
    const now = Date.now() + behind
    if (now >= copy.ends) { await erase(copy.id); ended += 1 } else if (now - seen > 60_000 || behind > (copy.behind ?? 0)) await change(copy.id, (one) => { one.seen = now; one.behind = behind })
  }
  if (all.length === 0) remember(false)
  return ended
}

// --- Sealing: AES-GCM, bound to its place.
async function seal (key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(place) }, key, bytes(JSON.stringify(value)))) }
}
async function opened (key, place, sealed) {
  const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData: bytes(place) }, key, sealed.data)
  return JSON.parse(new TextDecoder().decode(data))
}
const aes = (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
const wrap = async (key, place, raw) => {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(place) }, key, raw)) }
}
async function unwrap (key, place, sealed) {
  const raw = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData: bytes(place) }, key, sealed.data))
  const made = await aes(raw)
  raw.fill(0)
  return made
}
export const plainCode = (code) => code.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
// A code that somebody chose is long enough, and not one sign over and over: whoever copies the device tries those first.
export const isStrong = (code) => plainCode(code).length >= 10 && new Set(plainCode(code)).size >= 5
async function codeKey (code, salt, rounds) {
  const material = await crypto.subtle.importKey('raw', bytes(plainCode(code)), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
const shareKey = (hex) => aes(Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16)))

// Ten letters and digits that are not mistaken for each other: 48 bits.
export function suggestion () {
  const signs = '23456789ABCDEFGHJKMNPQRSTVWXY'
  let code = ''
  while (code.length < 10) { const [byte] = crypto.getRandomValues(new Uint8Array(1)); if (byte < 232) code += signs[byte % 29] }
  return `${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`
}

// Keeps what the server gave. The key that seals it is wrapped twice: under the code, and under the server's share.
export async function keep (pack, code) {
  const { id, reference, key: share, seconds, ...inner } = pack
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const key = await aes(raw)
  const now = Date.now()
  const copy = {
    id,
    reference,
    kept: now,
    seen: now,
    ends: now + Math.min(seconds * 1000, HOURS_72),
    salt,
    rounds: ROUNDS,
    tries: 0,
    seq: 0,
    byCode: await wrap(await codeKey(code, salt, ROUNDS), `${id} code`, raw),
    byServer: await wrap(await shareKey(share), `${id} server`, raw),
    pack: await seal(key, `${id} pack`, inner)
  }
  raw.fill(0)
  // An older copy of the same session goes once nothing of it is left to send.
  const waiting = new Set((await work('readonly', (_, marks, put) => got(marks.getAll(), put))).filter((mark) => !mark.sent).map((mark) => mark.copy))
  for (const old of await copies()) if (old.reference === reference && !waiting.has(old.id)) await erase(old.id)
  await work('readwrite', (all) => all.put(copy))
  remember(true)
}

export const byShare = async (copy, share) => unwrap(await shareKey(share), `${copy.id} server`, copy.byServer)

// A try is counted before it is made. After the last one the code opens nothing any more; a signed-in session still does.
export async function byCode (id, code) {
  let copy
  await work('readwrite', (all) => {
    const one = all.get(id)
    one.onsuccess = () => {
      copy = one.result
      if (!copy?.byCode) return
      const before = { ...copy }
      copy.tries += 1
      if (copy.tries >= TRIES) copy.byCode = null
      all.put(copy)
      copy = before
    }
  })
  if (!copy?.byCode) return undefined
  try {
    const key = await unwrap(await codeKey(code, copy.salt, copy.rounds), `${id} code`, copy.byCode)
    await change(id, (one) => { one.tries = 0; one.byCode = copy.byCode })
    return key
  } catch { return undefined }
}

export const packOf = (copy, key) => opened(key, `${copy.id} pack`, copy.pack)
export async function putPack (id, key, pack) {
  const sealed = await seal(key, `${id} pack`, pack)
  await change(id, (one) => { one.pack = sealed })
}

// A mark gets its number first, and is on the disk before the page shows it.
export async function add (id, key, mark) {
  let seq
  await work('readwrite', (all) => { const one = all.get(id); one.onsuccess = () => { if (one.result) { one.result.seq += 1; seq = one.result.seq; all.put(one.result) } } })
  if (seq === undefined) throw new Error('this copy is gone')
  const whole = { ...mark, seq, at: Date.now() }
  const sealed = await seal(key, `${id} ${whole.id}`, whole)
  await work('readwrite', (_, marks) => marks.put({ id: whole.id, copy: id, seq, sent: 0, sealed }))
  return whole
}
export async function allMarks (id, key) {
  const stored = (await marksOf(id)).sort((one, other) => one.seq - other.seq)
  return Promise.all(stored.map(async (one) => ({ ...await opened(key, `${id} ${one.id}`, one.sealed), sent: one.sent === 1 })))
}
export const taken = (ids) => work('readwrite', (_, marks) => {
  for (const id of ids) { const one = marks.get(id); one.onsuccess = () => { if (one.result) marks.put({ ...one.result, sent: 1 }) } }
})

// --- Talking to the service: forms like everybody's, their hidden fields read from their page.
export const hiddenOf = (page) => new URLSearchParams(['form-token', 'form-id'].map((name) => [name, page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '']))
export async function shareOf (copy) {
  const path = `/sessions/${encodeURIComponent(copy.reference)}/register/keep`
  const page = await fetch(path, { redirect: 'manual' }).catch(() => undefined)
  if (!page?.ok) return undefined
  const body = hiddenOf(await page.text())
  body.append('what', 'key')
  body.append('kept', copy.id)
  const answer = await fetch(path, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined)
  return answer?.ok ? (await answer.json()).key : undefined
}
