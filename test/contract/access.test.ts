import type { FastifyInstance, RouteOptions } from 'fastify'
import { test } from 'tap'
import { build } from '../../src/app.ts'
import { documentOf, operationsOf } from '../fixtures/contract.ts'
import { isProblem } from '../fixtures/problem.ts'
import { ADMIN_TOKEN, requestOf } from '../fixtures/requests.ts'
import { atBirth } from '../fixtures/undeclared.ts'
import { world } from '../fixtures/world.ts'

const counted = '/api/v1/system/capabilities'

test('every route says who may use it', async (t) => {
  const { deps } = await world(t, 'sqlite')
  const routes: RouteOptions[] = []
  const app = await atBirth(
    () => build(deps),
    (born: FastifyInstance) => born.addHook('onRoute', (route) => void routes.push(route)),
  )
  await app.close()
  t.ok(routes.some(({ url }) => url === counted))
  const silent = routes.filter(({ config }) => config?.access === undefined)
  t.strictSame(
    [...new Set(silent.map(({ method, url }) => `${method} ${url}`))],
    [],
    "add config: { access: 'public' }, or 'operator': a route that does not say is closed to everyone but the operator",
  )
})

test('every operation asks for what the contract says, of callers without rights', async (t) => {
  const { app, call } = await world(t, 'sqlite')
  for (const operation of operationsOf(documentOf(app))) {
    const { operationId, security, responses } = operation
    t.ok(Array.isArray(security), `${operationId} says what a caller has to send`)
    const isOpen = security.length === 0 || security.some((it) => Object.keys(it).length === 0)
    const anonymous = await call(requestOf(operation, { header: { authorization: undefined } }))
    t.equal(anonymous.statusCode === 401, !isOpen, `${operationId} without a token: ${anonymous.statusCode}`)
    for (const authorization of ['Bearer not-the-token', 'Basic YTpi', ADMIN_TOKEN]) {
      const reply = await call(requestOf(operation, { header: { authorization } }))
      if (responses[401]) isProblem(t, { app }, reply, 401, 'unauthorized')
      else t.not(reply.statusCode, 401, `${operationId} answers every caller alike`)
    }
  }
})
