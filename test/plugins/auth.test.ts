import Fastify from 'fastify'
import { test } from 'tap'
import { auth } from '../../src/plugins/auth.ts'
import { errorHandler } from '../../src/plugins/error-handler.ts'

const adminToken = 'a-token-of-the-operator-in-this-test'

test('a route is for the operator alone unless it says that it is public, counted or not', async (t) => {
  const app = Fastify()
  errorHandler(app)
  auth(app, { adminToken, local: true })
  app.get('/closed', async () => 'in')
  app.get('/closed-uncounted', { config: { rateLimit: false } }, async () => 'in')
  app.get('/open', { config: { access: 'public' } }, async () => 'in')
  app.get('/probe', { config: { access: 'public', rateLimit: false } }, async () => 'in')

  const answers = async (headers: Record<string, string>) => {
    const urls = ['/closed', '/closed-uncounted', '/open', '/probe']
    return Promise.all(urls.map(async (url) => (await app.inject({ url, headers })).statusCode))
  }
  t.strictSame(await answers({}), [401, 401, 200, 200])
  t.strictSame(await answers({ authorization: 'Bearer another' }), [401, 401, 401, 200], 'a probe tells no token apart')
  t.strictSame(await answers({ authorization: `Bearer ${adminToken}` }), [200, 200, 200, 200])
})

test('without a token, the operator in local mode is who sits at this machine, and nobody who speaks through it', async (t) => {
  const app = Fastify()
  errorHandler(app)
  auth(app, { local: true })
  app.post('/closed', async () => 'in')
  const answer = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    (await app.inject({ method: 'POST', url: '/closed', headers, remoteAddress })).statusCode

  const far = [await answer({}, '192.0.2.7'), await answer({ host: 'localhost:8000' }, '192.0.2.7')]
  t.strictSame(far, [401, 401], 'another machine')
  for (const host of ['evil.example', 'evil.example:8000', 'localhost.evil.example', '127.0.0.1.evil.example'])
    t.equal(await answer({ host }), 401, `a name that was made to point here: ${host}`)
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example'])
    t.equal(await answer({ host: 'localhost:8000', origin }), 401, `a page of ${origin} in a browser here`)
  for (const header of ['x-forwarded-for', 'forwarded'])
    t.equal(await answer({ host: 'localhost:8000', [header]: 'for=192.0.2.7' }), 401, `a proxy here: ${header}`)

  for (const host of ['localhost', 'localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'LOCALHOST:8000'])
    t.equal(await answer({ host }), 200, host)
  t.equal(await answer({ host: 'localhost:8000', origin: 'http://localhost:3000' }, '::ffff:127.0.0.1'), 200)
})
