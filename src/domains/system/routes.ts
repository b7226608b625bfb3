import * as contract from '../../../schemas/system.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'
import { page } from './page.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const checks = actions.checksOf(deps)
  const config = { access: 'public', whenOverloaded: 'serve' } as const
  // Probes come from the platform, many from one address: they are not counted, and refused to none.
  const probe = { ...config, rateLimit: false } as const

  app.get('/', { schema: contract.readRoot, config: { ...config, page: true } }, async (request, reply) => {
    const root = actions.readRoot(deps)
    // CORS has named Origin already; here the answer depends on Accept too.
    reply.header('vary', [reply.getHeader('vary'), 'Accept'].filter(Boolean).join(', '))
    if (!request.headers.accept?.includes('text/html')) return root
    const example = { origin: `${request.protocol}://${request.host}`, state: deps.states.schema?.examples?.[0] }
    const { items } = await actions.readCapabilities(deps, checks)
    return reply.type('text/html; charset=utf-8').send(page(root, items, example) as never)
  })

  app.get('/health', { schema: contract.readHealth, config: probe }, async (_request, reply) => {
    const health = await actions.readHealth(deps, checks)
    return reply.code(health.status === 'error' ? 503 : 200).send(health)
  })

  // With the operator's token, from this machine too: behind a proxy every request comes from it.
  app.get('/metrics', { schema: contract.readMetrics, config: { access: 'operator' } }, async (_request, reply) =>
    reply.type(actions.METRICS_TYPE).send((await deps.metricsText()) as never),
  )

  app.get('/livez', { schema: contract.readLiveness, config: probe }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', { schema: contract.readReadiness, config: probe }, async (_request, reply) => {
    const readiness = await actions.readReadiness(deps, checks)
    return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness)
  })

  app.get('/api/v1/system/capabilities', { schema: contract.readCapabilities, config }, async () =>
    actions.readCapabilities(deps, checks),
  )
}
