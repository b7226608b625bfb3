import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { BrowserContext, Locator } from 'playwright-core'
import { type Test, test } from 'tap'
import { parse } from 'yaml'
import { redocScript } from '../../scripts/redoc.ts'
import { browser, noBrowser, type Visit, visit } from '../fixtures/browser.ts'
import { world } from '../fixtures/world.ts'

const pages = ['/', '/docs', '/docs/', '/redoc']

/** Size of a picture and how many colours it has: a page that did not render has few. */
async function seen(context: BrowserContext, png: Buffer) {
  const blank = await context.newPage()
  return blank.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const { width, height } = bitmap
    const canvas = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D
    canvas.drawImage(bitmap, 0, 0)
    const colours = new Set(new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer)).size
    return { width, height, colours }
  }, png.toString('base64'))
}

/** Waits until a person can see the text. */
async function shows(t: Test, place: Locator, text: string) {
  await place.filter({ hasText: text }).waitFor({ state: 'visible' })
  t.pass(`${text} is to be seen`)
}

async function check(t: Test, context: BrowserContext, { page, errors, outside }: Visit) {
  await page.waitForLoadState('networkidle')
  t.strictSame(errors, [], 'nothing is an error or against the content security policy')
  t.strictSame(outside, [], 'nothing is asked of another machine')
  const { width, height, colours } = await seen(context, await page.screenshot())
  t.strictSame({ width, height }, page.viewportSize())
  t.ok(colours > 50, 'the page is painted', { colours })
}

test('the pages work in a browser, from this machine alone', { skip: noBrowser }, async (t) => {
  const { app } = await world(t, 'sqlite')
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const context = await browser(t)

  await t.test('/docs sends the first example as it stands, and shows its 200', async (t) => {
    const visited = await visit(context, `${origin}/docs`)
    const { page } = visited
    t.equal(await page.title(), 'Lorekeep API')
    const first = page.locator('.opblock').first()
    await first.locator('.opblock-summary-control').click()
    t.equal(await page.locator('.opblock-tag').first().getAttribute('data-tag'), 'saves', 'saves come first')
    await shows(t, first, 'Save the state of a play session')
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    const answer = first.locator('.live-responses-table .response').first()
    await shows(t, answer.locator('.response-col_status'), '200')
    await shows(t, answer, '"status": "saved"')
    await shows(t, answer, 'etag: "1"')
    await check(t, context, visited)
  })

  await t.test("/docs signs in with the Authorize button, and sends the user's token", async (t) => {
    const visited = await visit(context, `${origin}/docs`)
    const { page } = visited
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      payload: { email: 'docs@lorekeep.test', password: 'seven otters hum', name: 'Reader of docs' },
    })
    await page.getByRole('button', { name: 'Authorize' }).first().click()
    const dialog = page.locator('.dialog-ux .auth-container').filter({ hasText: 'user' }).first()
    await dialog.locator('input').fill(reply.json().token)
    await dialog.getByRole('button', { name: 'Apply credentials' }).click()
    await page.locator('.dialog-ux .close-modal').click()
    const me = page.locator('#operations-auth-readMe')
    await me.locator('.opblock-summary-control').click()
    await me.getByRole('button', { name: 'Try it out' }).click()
    await me.getByRole('button', { name: 'Execute' }).click()
    await shows(t, me.locator('.live-responses-table .response').first(), 'Reader of docs')
    await check(t, context, visited)
  })

  await t.test('/redoc shows every operation', async (t) => {
    const visited = await visit(context, `${origin}/redoc`)
    await visited.page.getByRole('heading', { name: 'Lorekeep (' }).waitFor()
    for (const name of ['Save the state of a play session', 'The service can take requests'])
      t.equal(await visited.page.getByRole('heading', { name }).count(), 1, name)
    await check(t, context, visited)
  })

  await t.test('readRoot is a page for a browser, which leads to the others', async (t) => {
    const visited = await visit(context, `${origin}/`)
    for (const text of ['Lorekeep', 'sqlite', 'DATABASE_URL']) await shows(t, visited.page.locator('main'), text)
    await check(t, context, visited)
    for (const link of await visited.page.locator('a').all()) {
      const address = (await link.getAttribute('href')) as string
      t.equal((await app.inject(address)).statusCode, 200, address)
    }
  })
})

test('the pages say of which type they are, and keep to the content security policy', async (t) => {
  const { app } = await world(t, 'sqlite')
  for (const url of pages) {
    const { statusCode, headers } = await app.inject({ url, headers: { accept: 'text/html' } })
    t.equal(statusCode, 200, url)
    t.match(headers['content-type'], /^text\/html/)
    t.match(headers['content-security-policy'], /default-src 'none'/)
  }
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: object }>()
  t.ok('/api/v1/save' in paths)
  const yaml = await app.inject('/openapi.yaml')
  t.match(yaml.headers['content-type'], /^application\/yaml/)
  t.match(yaml.body, /^openapi: 3\.1\.\d\n/)
  t.match((await app.inject('/favicon.ico')).headers['content-type'], 'image/svg+xml')
})

test('the contract is served as it is committed, and Swagger UI reads the same', async (t) => {
  const { app } = await world(t, 'sqlite')
  const committed = readFileSync('openapi.yaml', 'utf8')
  for (const url of ['/openapi.yaml', '/docs/yaml']) t.equal((await app.inject(url)).body, committed, url)
  for (const url of ['/openapi.json', '/docs/json']) t.strictSame((await app.inject(url)).json(), parse(committed), url)
})

test('examples of what lies ahead are of the days after today, so that they work on any day', async (t) => {
  const { app, clock } = await world(t, 'sqlite')
  const ofSchedule = async () => {
    const zipped = await app.inject({ url: '/openapi.json', headers: { 'accept-encoding': 'gzip' } })
    const { paths } = JSON.parse(String(gunzipSync(zipped.rawPayload)))
    return paths['/api/v1/calls/schedule'].post.requestBody.content['application/json'].example.scheduled_time
  }
  t.equal(await ofSchedule(), '2026-11-21T18:30:00.000Z')
  clock.now = Date.parse('2027-02-28T23:59:00.000Z')
  t.equal(await ofSchedule(), '2027-03-01T18:30:00.000Z')
  clock.now += 60_000
  t.equal(await ofSchedule(), '2027-03-02T18:30:00.000Z')
  clock.now = Date.parse('2026-11-20T23:00:00.000Z')
  t.equal(await ofSchedule(), '2026-11-21T18:30:00.000Z')
  clock.now += 3_600_000
  t.equal(await ofSchedule(), '2026-11-22T18:30:00.000Z', 'a day that stands in the contract itself')
})

test('the files of the pages are compressed for those who can read it, and the answers of the API never are', async (t) => {
  const { app } = await world(t, 'sqlite')
  const gzip = { 'accept-encoding': 'gzip, deflate, br' }
  for (const url of ['/openapi.yaml', '/openapi.json', '/docs', '/docs/static/swagger-ui.css', '/redoc/redoc.js']) {
    const plain = await app.inject(url)
    t.equal(plain.statusCode, 200, url)
    t.match(plain.headers.vary, /accept-encoding/i)
    for (const time of ['once', 'and from what was kept']) {
      const zipped = await app.inject({ url, headers: gzip })
      t.equal(zipped.headers['content-encoding'], 'gzip', `${url} ${time}`)
      t.equal(Number(zipped.headers['content-length']), zipped.rawPayload.length)
      t.ok(gunzipSync(zipped.rawPayload).equals(plain.rawPayload), `${url} is the same`)
    }
    const refused = await app.inject({ url, headers: { 'accept-encoding': 'gzip;q=0' } })
    t.not(refused.headers['content-encoding'], 'gzip')
  }
  const answer = await app.inject({ url: '/api/v1/system/capabilities', headers: gzip })
  t.equal(answer.headers['content-encoding'], undefined)
})

test('Swagger UI fits a phone and follows the theme of the system', async (t) => {
  const { app } = await world(t, 'sqlite')
  for (const url of ['/docs', '/docs/']) t.match((await app.inject(url)).body, /<meta name="viewport"/, url)
  t.match((await app.inject('/docs')).body, 'follow-theme.js')
})

test("ReDoc's file is the one of the package", async (t) => {
  const { app } = await world(t, 'sqlite')
  const served = (await app.inject('/redoc/redoc.js')).body
  t.ok(served === (await redocScript()), 'mend it with: npm run redoc')
})
