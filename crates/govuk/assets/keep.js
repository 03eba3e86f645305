// Keeps a register on this device when somebody asks for it (decision 16).
import { forget, hiddenOf, isStrong, keep, suggestion } from '/assets/kept.js'

const form = document.querySelector('[data-keep]')
const field = form.querySelector('[name=code]')
const told = document.querySelector('[data-told]')
const say = (text) => { told.textContent = text; told.hidden = false; told.focus() }
field.value = suggestion()
form.hidden = false

// The one address from which this page may start a worker.
const policy = globalThis.trustedTypes?.createPolicy('trellis-worker', { createScriptURL (url) { if (url !== '/offline/worker.js') throw new TypeError(url); return url } })
const address = policy ? policy.createScriptURL('/offline/worker.js') : '/offline/worker.js'

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  if (!isStrong(field.value)) { say('Choose a code of at least ten letters and digits, five of them different.'); field.focus(); return }
  const button = form.querySelector('button')
  button.disabled = true
  try {
    const registration = await navigator.serviceWorker.register(address, { scope: '/offline/', updateViaCache: 'none' })
    await new Promise((resolve, reject) => {
      const worker = registration.installing ?? registration.waiting ?? registration.active
      const look = () => { if (worker.state === 'activated') resolve(); if (worker.state === 'redundant') reject(new Error('the worker did not start')) }
      worker.addEventListener('statechange', look)
      look()
    })
    // The code does not leave this device.
    const body = hiddenOf(form.innerHTML)
    body.append('what', 'pack')
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, redirect: 'manual' })
    if (!answer.ok) throw new Error('the register was not given')
    await keep(await answer.json(), field.value)
    await navigator.storage?.persist?.()
    location.assign('/offline/register')
  } catch {
    button.disabled = false
    say('The register could not be kept on this device. Nothing was stored. Reload this page and try again.')
    if ((await (await import('/assets/kept.js')).copies().catch(() => [])).length === 0) await forget().catch(() => undefined)
  }
})
