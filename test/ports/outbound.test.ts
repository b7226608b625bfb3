import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { outbound } from '../../src/ports/outbound.ts'

async function serve(t: Test, answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const MANY = 1_000_000
const read = async (url: string, maxBytes = MANY, signal?: AbortSignal) =>
  (await outbound(maxBytes)(url, { signal })).text()

t.test('What is not there, or hangs up, is the network', async (t) => {
  const url = await serve(t, (_, response) => void response.socket?.destroy())
  await t.rejects(read(url), { trouble: 'network' } as unknown as Error)
  await t.rejects(read('http://127.0.0.1:9'), { trouble: 'network' } as unknown as Error)
  const half = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.socket?.destroy(), 20)
  })
  await t.rejects(read(half), { trouble: 'network' } as unknown as Error)
})

t.test('A redirect of any kind is refused', async (t) => {
  for (const status of [300, 301, 302, 303, 307, 308]) {
    const url = await serve(t, ({ url }, response) => {
      t.equal(url, '/', 'no redirect is followed')
      response.writeHead(status, { location: '/followed' }).end('moved')
    })
    await t.rejects(read(url), { trouble: 'redirect' } as unknown as Error)
  }
})

t.test('One byte too many is too much, whether or not a length was told', async (t) => {
  const url = await serve(t, ({ url }, response) => {
    if (url === '/told') response.setHeader('content-length', 11)
    response.write('12345')
    response.end('678901')
  })
  await t.rejects(read(url, 10), { trouble: 'too_large' } as unknown as Error)
  await t.rejects(read(`${url}/told`, 10), { trouble: 'too_large' } as unknown as Error)
  t.equal(await read(url, 11), '12345678901')
})

t.test('A caller who goes gets the signal’s reason, also in the middle of a body', async (t) => {
  const url = await serve(t, (_, response) => void response.writeHead(200).write('half'))
  const why = new Error('left')
  await t.rejects(read(url, undefined, AbortSignal.abort(why)), why)
  const leaving = new AbortController()
  const response = await outbound(MANY)(url, { signal: leaving.signal })
  const text = response.text()
  leaving.abort(why)
  await t.rejects(text, why)
})

t.test('An answer without a body, and one with, come as they are', async (t) => {
  const url = await serve(t, ({ url }, response) => {
    if (url === '/empty') response.writeHead(204).end()
    else response.writeHead(418, { 'x-pot': 'tea' }).end('süß')
  })
  t.equal((await outbound(MANY)(`${url}/empty`)).status, 204)
  const response = await outbound(MANY)(url)
  t.match([response.status, response.headers.get('x-pot'), await response.text()], [418, 'tea', 'süß'])
})

t.test(
  'Whether anything can have been sent is told: only what could not connect has surely sent nothing',
  async (t) => {
    const network = (isUnsent: boolean) => ({ trouble: 'network', isUnsent }) as unknown as Error
    const url = await serve(t, (_, response) => void response.socket?.destroy())
    await t.rejects(read(url), network(false))
    const { port } = new URL(url)
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port: free } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    await t.rejects(read(`http://127.0.0.1:${free}`), network(true))
    await t.rejects(read(`https://127.0.0.1:${free}`), network(true))
    await t.rejects(read(`http://localhost:${free}`), network(true), 'each of the addresses of a name')
    await t.rejects(read('https://nobody.invalid'), network(true))
    const silent = outbound(MANY, (_name, _options, done) => done(new Error('no name server answers'), '', 0))
    await t.rejects(silent('http://a.test'), { trouble: 'network' } as unknown as Error)
    await t.rejects(read(`https://127.0.0.1:${port}`), network(false), 'it may be a server that hangs up')
  },
)
