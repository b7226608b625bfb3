import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import t, { type Test } from 'tap'
import { outbound } from '../../src/ports/outbound.ts'
import { resolver } from '../../src/ports/resolve.ts'
import { errorOf } from '../fixtures/adapter.ts'
import { folder } from '../fixtures/process.ts'

type Answer = (query: Buffer, from: RemoteInfo) => Buffer | undefined

/** A name server on this machine. */
async function nameServer(t: Test, answer: Answer) {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const reply = answer(query, from)
    if (reply) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => socket.close())
  return `127.0.0.1:${socket.address().port}`
}

/** The question again, with a code (3: there is no such name) and the addresses that follow. */
function reply(query: Buffer, code: number, address?: string) {
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(address ? 1 : 0, 6)
  header.writeUInt32BE(0, 8)
  const end = query.indexOf(0, 12) + 5
  const record = address
    ? [Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]), Buffer.from(address.split('.').map(Number))]
    : []
  return Buffer.concat([header, query.subarray(12, end), ...record])
}
const typeOf = (query: Buffer) => query.readUInt16BE(query.indexOf(0, 12) + 1)
const knows =
  (address: string): Answer =>
  (query) =>
    typeOf(query) === 1 ? reply(query, 0, address) : reply(query, 0)

const lookup = (resolve: LookupFunction, name: string, options: Parameters<LookupFunction>[1] = { all: true }) =>
  new Promise((done, fail) => {
    resolve(name, options, (error, ...address) => (error ? fail(error) : done(options.all ? address[0] : address)))
  })

t.test('A name is looked up at the name server, for one address or for all', async (t) => {
  const resolve = resolver({ servers: [await nameServer(t, knows('127.0.0.9'))] })
  t.strictSame(await lookup(resolve, 'models.test'), [{ address: '127.0.0.9', family: 4 }])
  t.strictSame(await lookup(resolve, 'models.test', {}), ['127.0.0.9', 4])
  t.strictSame(await lookup(resolve, 'models.test', { family: 4 }), ['127.0.0.9', 4])
  t.match(await errorOf(lookup(resolve, 'models.test', { family: 6 })), { code: 'ENOTFOUND' })
})

t.test('The hosts file comes before the name server', async (t) => {
  const hosts = `${await folder(t)}/hosts`
  await writeFile(hosts, '# none\n127.0.0.7\tother Models.test # here\n::1 models.test\nnonsense models.test\n')
  const asked: number[] = []
  const server = await nameServer(t, (query) => {
    asked.push(typeOf(query))
    return knows('127.0.0.9')(query, {} as RemoteInfo)
  })
  const resolve = resolver({ servers: [server], hosts })
  t.strictSame(await lookup(resolve, 'models.test'), [
    { address: '127.0.0.7', family: 4 },
    { address: '::1', family: 6 },
  ])
  t.strictSame(asked, [])
  t.strictSame(await lookup(resolve, 'more.test'), [{ address: '127.0.0.9', family: 4 }])
})

t.test('A name that no server knows goes to the lookup of the system', async (t) => {
  const resolve = resolver({ servers: [await nameServer(t, (query) => reply(query, 3))], hosts: '/nowhere' })
  t.match(await lookup(resolve, 'localhost', {}), [/^(127\.0\.0\.1|::1)$/])
})

t.test('Name servers that never answer end in time, and stop neither files nor each other', async (t) => {
  let queries = 0
  const server = await nameServer(t, () => {
    queries++
    return undefined
  })
  const resolve = resolver({ servers: [server], timeoutMs: 100 })
  let ended = 0
  const all = Array.from({ length: 16 }, (_, at) =>
    errorOf(lookup(resolve, `models-${at}.test`)).finally(() => {
      ended++
    }),
  )
  while (queries < 32) await new Promise((done) => setTimeout(done, 1))
  await readFile(import.meta.filename)
  t.equal(ended, 0, 'a file is read while sixteen lookups hang')
  for (const error of await Promise.all(all)) t.match(error, { code: 'ETIMEOUT' })
})

t.test('outbound connects to what the lookup answers, and a name without an address is the network', async (t) => {
  const server = createServer((request, response) => void response.end(request.headers.host)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const request = outbound(1_000, resolver({ servers: [await nameServer(t, knows('127.0.0.1'))] }))
  t.equal(await (await request(`http://models.test:${port}/`)).text(), `models.test:${port}`)
  const away = outbound(1_000, resolver({ servers: [await nameServer(t, () => undefined)], timeoutMs: 20 }))
  t.match(await errorOf(away(`http://models.test:${port}/`)), { trouble: 'network' })
})
