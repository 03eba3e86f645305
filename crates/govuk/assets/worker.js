// The worker of the register that works without a connection. It keeps that one page and its files, named in FILES, and nothing else:
// every other request goes to the service as if there were no worker.
self.addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME)
  for (const file of FILES) await cache.put(file, await fetch(file, { cache: 'reload' }).then((answer) => { if (!answer.ok) throw new Error(file); return answer }))
  await self.skipWaiting()
})()))

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('trellis-register-') && name !== NAME) await caches.delete(name)
  await self.clients.claim()
})()))

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  const file = url.pathname + url.search
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !FILES.includes(file)) return
  event.respondWith((async () => await (await caches.open(NAME)).match(file) ?? fetch(event.request))())
})
