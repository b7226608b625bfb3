import t from 'tap'
import { originOf } from '../fixtures/media.ts'
import { raw } from '../fixtures/raw-http.ts'
import { world } from '../fixtures/world.ts'

const handshake = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`
const path = '/api/v1/voice/stream'

t.test('What is no WebSocket is told so, and other addresses answer whoever offers an upgrade', async (t) => {
  const it = await world(t, 'sqlite')
  const port = Number(new URL(await originOf(it)).port)
  const plain = await it.app.inject(path)
  t.match([plain.statusCode, plain.headers.upgrade, plain.json().error], [426, 'websocket', 'upgrade-required'])
  t.equal((await it.app.inject({ method: 'POST', url: path })).statusCode, 405)
  const close = 'Connection: close, Upgrade\r\n'
  const h2c = `GET /livez HTTP/1.1\r\nHost: localhost\r\n${close}Upgrade: h2c\r\n\r\n`
  t.equal((await raw(t, port, h2c)).status, 200)
  t.equal((await raw(t, port, handshake('/livez').replace('Connection: Upgrade\r\n', close))).status, 200)
})

t.test('An upgrade passes the checks of every request, and a wrong handshake is closed', async (t) => {
  const it = await world(t, 'sqlite')
  const port = Number(new URL(await originOf(it)).port)
  const foreign = await raw(t, port, handshake(path).replace('localhost', 'evil.example'))
  t.match(foreign, { status: 421, headers: { 'content-type': /json/, connection: 'close' } })
  t.match(JSON.parse(foreign.body), { error: 'host-not-allowed' })
  t.equal((await raw(t, port, handshake(path).replace('Version: 13', 'Version: 1'))).status, 400)
  const behind = await raw(
    t,
    port,
    `GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n${handshake(path)}`.replace('13', '1'),
  )
  t.equal(behind.status, 200)
  t.match(behind.body, /HTTP\/1.1 400/)
})
