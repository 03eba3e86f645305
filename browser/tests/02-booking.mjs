// Booking: the form, the message, one's own booking by its link, and doing it twice.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import ICAL from 'ical.js'
import { base, close, examine, fillBooking, mail, mailCount, mailsTo, note, ownLink, person, routeOf, sessions, visit } from '../lib.mjs'

after(close)

let open
before(async () => {
  const { page, leave } = await person()
  const found = await sessions(page)
  assert.equal(await visit(page, `/sessions/${found[0].reference}/book`), 200, 'the first row of the front page can be booked')
  // The session with the most places: never full by what these tests do.
  open = found.map((one) => ({ ...one, left: Number(/(\d+) places? left/.exec(one.words)?.[1] ?? 0) })).sort((a, b) => b.left - a.left)[0]
  await leave()
})
const form = () => `${base}/sessions/${open.reference}/book`

// Books and gives the message back.
async function book (address, name = 'Robin Example') {
  const { page, leave } = await person()
  const before = mailCount()
  await page.goto(form())
  await fillBooking(page, { name, email: address, access: 'A seat near the door' })
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.waitForURL('**/booked')
  await leave()
  return mail(address, { after: before })
}

test('an empty form names what is missing and links to it', async () => {
  const { page, leave } = await person()
  await page.goto(form())
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.match(await page.title(), /^Error: /)
  const problems = page.locator('.govuk-error-summary a')
  assert.equal(await problems.count(), 5)
  assert.equal(await page.evaluate(() => document.activeElement?.className.includes('govuk-error-summary')), true, 'the summary is in focus')
  await problems.first().click()
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name')
  for (const link of await problems.all()) {
    const target = (await link.getAttribute('href')).slice(1)
    assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `the summary's link to ${target}`)
  }
  await examine(page, 'booking-errors')
  await leave()
})

for (const script of [true, false]) {
  test(`what was typed stays when something is wrong ${script ? 'with' : 'without'} JavaScript`, async () => {
    const { page, leave } = await person({ script })
    await page.goto(form())
    await fillBooking(page, { name: 'Zoë O’Example-Ünal', email: 'not an address', organisation: 'Example & Sons <Ltd>', background: 'Housing', area: 2, access: 'Two lines\nof needs', language: 'BSL' })
    await page.getByRole('button', { name: 'Book', exact: true }).click()
    await page.locator('.govuk-error-summary').waitFor()
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Zoë O’Example-Ünal')
    assert.equal(await page.getByLabel('Work e-mail address').inputValue(), 'not an address')
    assert.equal(await page.getByLabel('Organisation').inputValue(), 'Example & Sons <Ltd>')
    assert.equal(await page.getByLabel('Housing').isChecked(), true)
    assert.notEqual(await page.getByLabel('Borough you work in').inputValue(), '')
    assert.equal((await page.getByLabel('What you need to take part').inputValue()).replaceAll('\r', ''), 'Two lines\nof needs')
    assert.equal(await page.getByLabel('Language or interpreting needs').inputValue(), 'BSL')
    await leave()
  })
}

// Proves SH1
test('the message is neutral, to one person, with a calendar file that says nothing', async () => {
  const address = 'r.1@council.example'
  const message = await book(address)
  assert.deepEqual(message.envelope.to, [address])
  assert.equal(message.parsed.to.value.length, 1)
  assert.equal(message.parsed.cc, undefined)
  assert.equal(message.parsed.bcc, undefined)
  assert.equal(message.parsed.subject, 'Your place is confirmed')
  const { page, leave } = await person()
  await page.goto(`${base}/sessions/${open.reference}`)
  const venue = await page.locator('dt:text-is("Venue") + dd').innerText()
  const area = await page.locator('dt:text-is("Area") + dd').innerText()
  await leave()
  for (const told of [open.title, venue, area, 'Robin', 'harmful', 'abuse', 'violence', 'safeguarding', 'training']) {
    assert.ok(!message.raw.toLowerCase().includes(told.toLowerCase()), `the message says “${told}”`)
    assert.ok(!(message.parsed.text ?? '').toLowerCase().includes(told.toLowerCase()), `the text says “${told}”`)
  }
  const calendars = message.parsed.attachments.filter((one) => one.contentType.startsWith('text/calendar') || one.filename?.endsWith('.ics'))
  assert.equal(calendars.length, 1)
  const file = new ICAL.Component(ICAL.parse(calendars[0].content.toString('utf8')))
  assert.equal(file.getFirstPropertyValue('method'), 'PUBLISH')
  const events = file.getAllSubcomponents('vevent')
  assert.ok(events.length >= 1)
  for (const one of events) {
    const event = new ICAL.Event(one)
    assert.equal(event.summary, 'Meeting')
    assert.equal(one.getFirstPropertyValue('class'), 'PRIVATE')
    assert.ok(event.endDate.toJSDate() > event.startDate.toJSDate())
    assert.equal(one.getFirstPropertyValue('organizer'), `mailto:${message.parsed.from.value[0].address}`)
    for (const absent of ['description', 'location', 'attendee', 'url', 'contact', 'categories']) assert.equal(one.getFirstProperty(absent), null, absent)
  }
})

test('the link opens one\'s own booking, and it can be changed', async () => {
  const message = await book('robin.change@council.example', 'Robin Before')
  const { page, leave } = await person()
  assert.equal(await visit(page, ownLink(message)), 200)
  assert.match(await page.locator('main').innerText(), /You have a place/)
  assert.ok((await page.locator('main').innerText()).includes('A seat near the door'))
  await examine(page, 'own-booking')
  await page.getByText('Change what you told us').click()
  await examine(page, 'own-booking-change', { picture: false })
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByLabel('Organisation').fill('Kept while wrong')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  assert.equal(await page.getByLabel('Organisation').inputValue(), 'Kept while wrong')
  await page.getByLabel('Name', { exact: true }).fill('Robin After')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Your booking is changed.').waitFor()
  const words = await page.locator('main').innerText()
  assert.ok(words.includes('Robin After') && words.includes('Kept while wrong'))
  await leave()
})

test('two tabs of one\'s own booking: the second is told and loses nothing', async () => {
  const message = await book('robin.tabs@council.example')
  const { context, page, leave } = await person()
  const second = await context.newPage()
  await page.goto(`${ownLink(message)}/change`)
  await second.goto(`${ownLink(message)}/change`)
  await page.getByLabel('Organisation').fill('First tab')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Your booking is changed.').waitFor()
  await second.getByLabel('Organisation').fill('Second tab')
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByText('changed while you were typing').waitFor()
  assert.deepEqual(await second.locator('tbody tr').allInnerTexts().then((rows) => rows.map((row) => row.replace(/\s+/g, ' ').trim())), ['Organisation First tab Second tab'])
  assert.equal(await second.getByLabel('Organisation').inputValue(), 'Second tab')
  await examine(second, 'own-booking-conflict', { picture: false })
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByText('Your booking is changed.').waitFor()
  assert.ok((await second.locator('main').innerText()).includes('Second tab'))
  await leave()
})

test('without JavaScript a place is booked', async () => {
  const address = 'robin.plain@council.example'
  const { page, leave } = await person({ script: false })
  const before = mailCount()
  await page.goto(form())
  await fillBooking(page, { name: 'Robin Plain', email: address })
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.waitForURL('**/booked')
  assert.equal((await mail(address, { after: before })).parsed.subject, 'Your place is confirmed')
  await leave()
})

// Proves SE3
test('looking at the pages of a booking changes nothing; the button does', async () => {
  const message = await book('robin.cancel@council.example')
  const link = ownLink(message)
  const { page, leave } = await person()
  for (const path of ['', '/change', '/cancel', '/cancel', '']) assert.equal(await visit(page, link + path), 200)
  assert.equal(await visit(page, `${link}/again`), 200)
  assert.ok(page.url().endsWith(new URL(link).pathname), 'booking again is not done by looking: the address leads to the booking')
  await page.goto(link)
  assert.match(await page.locator('main').innerText(), /You have a place/)
  await page.goto(`${link}/cancel`)
  await examine(page, 'own-booking-cancel', { picture: false })
  const before = mailCount()
  await page.getByRole('button', { name: 'Cancel my booking' }).click()
  await page.getByText('This booking is cancelled').waitFor()
  await examine(page, 'own-booking-cancelled', { picture: false })
  const gone = await mail('robin.cancel@council.example', { after: before })
  assert.equal(gone.parsed.subject, 'Your place is given back')
  const calendar = gone.parsed.attachments.find((one) => one.contentType.startsWith('text/calendar') || one.filename?.endsWith('.ics'))
  assert.equal(new ICAL.Component(ICAL.parse(calendar.content.toString('utf8'))).getFirstPropertyValue('method'), 'CANCEL')
  const after = mailCount()
  await page.goto(link)
  await page.getByRole('button', { name: 'Book again' }).click()
  await page.getByText('You have a place').waitFor()
  await mail('robin.cancel@council.example', { after })
  await leave()
})

test('a changed or cut link opens nothing', async () => {
  const link = ownLink(await book('robin.link@council.example'))
  const { page, leave } = await person()
  for (const wrong of [link.slice(0, -1), link.slice(0, -1) + (link.endsWith('a') ? 'b' : 'a'), `${base}/booking/x`, `${base}/booking/${'a'.repeat(60)}`]) {
    assert.ok([404, 410].includes(await visit(page, wrong)), wrong)
  }
  await leave()
})

// Proves SR7
test('a double click and a second sending of one form make one booking', async () => {
  const address = 'robin.double@council.example'
  const { page, leave } = await person()
  const before = mailCount()
  await page.goto(form())
  await fillBooking(page, { name: 'Robin Double', email: address })
  await page.getByRole('button', { name: 'Book', exact: true }).dblclick()
  await page.waitForURL('**/booked')
  await mail(address, { after: before })
  await leave()
  // Without JavaScript nothing in the page holds the second click back: the server does.
  const other = await person({ script: false })
  const twice = 'robin.resent@council.example'
  await other.page.goto(form())
  await fillBooking(other.page, { name: 'Robin Resent', email: twice })
  const [request] = await Promise.all([
    other.page.waitForRequest((one) => one.method() === 'POST'),
    other.page.getByRole('button', { name: 'Book', exact: true }).click()
  ])
  await other.page.waitForURL('**/booked')
  for (let time = 0; time < 3; time += 1) {
    const answer = await other.context.request.post(form(), { headers: { 'content-type': 'application/x-www-form-urlencoded', origin: base }, data: request.postData(), maxRedirects: 0 })
    assert.equal(answer.status(), 303)
  }
  await mail(twice, { after: before })
  await new Promise((resolve) => setTimeout(resolve, 1500))
  assert.equal(mailsTo(address), 1)
  assert.equal(mailsTo(twice), 1)
  await other.leave()
})

// Proves SR7
test('two tabs with one address make one booking', async () => {
  const address = 'robin.twotabs@council.example'
  const left = async (page) => { await page.goto(`${base}/sessions/${open.reference}`); return Number(/(\d+) places? left/.exec(await page.locator('main').innerText())[1]) }
  const { context, page, leave } = await person()
  const second = await context.newPage()
  const places = await left(page)
  for (const one of [page, second]) {
    await one.goto(form())
    await fillBooking(one, { name: 'Robin Tabs', email: address })
  }
  await Promise.all([page, second].map((one) => one.getByRole('button', { name: 'Book', exact: true }).click()))
  await Promise.all([page, second].map((one) => one.waitForURL('**/booked')))
  await examine(page, 'booked', { picture: false })
  assert.equal(await left(page), places - 1)
  await leave()
})

test('when the places are gone the waiting list begins, and a freed place goes to who waited', async () => {
  const { page, leave } = await person()
  const small = (await sessions(page)).find((one) => /room(2 places|1 place) left/.test(one.words))
  assert.ok(small, 'the demonstration has a session of two places')
  const people = []
  for (let number = 1; number <= 6; number += 1) {
    const address = `queue.${number}@council.example`
    const before = mailCount()
    await page.goto(`${base}/sessions/${small.reference}/book`)
    const waits = await page.getByRole('button', { name: 'Join the waiting list' }).count() > 0
    await fillBooking(page, { name: `Queue ${number}`, email: address })
    await page.getByRole('button', { name: waits ? 'Join the waiting list' : 'Book', exact: true }).click()
    await page.waitForURL('**/booked')
    const message = await mail(address, { after: before })
    assert.equal(message.parsed.subject, waits ? 'You are on the waiting list' : 'Your place is confirmed')
    people.push({ address, link: ownLink(message), waits })
    if (waits) break
  }
  const waiting = people.at(-1)
  assert.equal(waiting.waits, true)
  await page.goto(waiting.link)
  assert.match(await page.locator('main').innerText(), /number \d+ on the waiting list/)
  await examine(page, 'own-booking-waiting', { picture: false })
  const placed = people.find((one) => !one.waits)
  assert.ok(placed, 'the first got a place')
  const before = mailCount()
  await page.goto(`${placed.link}/cancel`)
  await page.getByRole('button', { name: 'Cancel my booking' }).click()
  await page.getByText('This booking is cancelled').waitFor()
  const offered = await mail(waiting.address, { after: before })
  assert.equal(offered.parsed.subject, 'A place has come free for you')
  await page.goto(waiting.link)
  assert.match(await page.locator('main').innerText(), /You have a place/)
  await leave()
})

// Proves SH10
test('the answer to a booking is the same whoever asks', async () => {
  const { page, leave } = await person()
  const words = []
  for (const address of ['robin.same@council.example', 'robin.same@council.example', 'robin.other@council.example']) {
    await page.goto(form())
    await fillBooking(page, { name: 'Robin Same', email: address })
    await page.getByRole('button', { name: 'Book', exact: true }).click()
    await page.waitForURL('**/booked')
    words.push(await page.locator('main').innerText())
  }
  assert.equal(words[0], words[1])
  assert.equal(words[0], words[2])
  await leave()
})

test('the days of her bookings are read by a calendar program, until the calendar is turned off', async () => {
  const address = 'calendar.reader@council.example'
  const own = ownLink(await book(address))
  const { page, context, leave } = await person()
  await visit(page, own)
  await page.getByRole('link', { name: 'Your bookings in your own calendar' }).click()
  await page.getByRole('button', { name: 'Turn the calendar on' }).click()
  const feed = new URL(await page.getByLabel('Address for your calendar program').inputValue()).pathname
  await examine(page, 'own-calendar')
  const answer = await context.request.get(base + feed)
  note('asked', routeOf(feed))
  const days = new ICAL.Component(ICAL.parse(await answer.text())).getAllSubcomponents('vevent')
  assert.ok(days.length > 0)
  assert.deepEqual([...new Set(days.map((day) => day.getFirstPropertyValue('summary')))], ['Meeting'])
  await page.getByRole('button', { name: 'Turn the calendar off' }).click()
  await page.getByRole('button', { name: 'Turn the calendar on' }).waitFor()
  assert.equal((await context.request.get(base + feed)).status(), 404)
  await leave()
})
