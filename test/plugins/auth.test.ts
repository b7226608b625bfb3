import Fastify from 'fastify'
import { test } from 'tap'
import { auth } from '../../src/plugins/auth.ts'
import { errorHandler } from '../../src/plugins/error-handler.ts'

const adminToken = 'a-token-of-the-operator-in-this-test'

test('a route is for the operator alone unless it says that it is public, counted or not', async (t) => {
  const app = Fastify()
  errorHandler(app)
  auth(app, { adminToken, verifyToken: () => undefined })
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

test('a request from this machine is nobody special: a proxy here may have passed it on', async (t) => {
  const app = Fastify()
  errorHandler(app)
  auth(app, { adminToken, verifyToken: () => undefined })
  app.post('/closed', async () => 'in')
  for (const host of ['localhost', 'localhost:8000', '127.0.0.1:8000', '[::1]:8000'])
    t.equal((await app.inject({ method: 'POST', url: '/closed', headers: { host } })).statusCode, 401, host)
})
