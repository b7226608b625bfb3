import * as contract from '../../../schemas/scenes.ts'
import type { Routes } from '../../http/route.ts'
import { maybeSpending } from '../../http/spending.ts'
import * as actions from './actions.ts'
import { openSceneCounts } from './counts.ts'
import { sceneOf } from './scene.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const counts = openSceneCounts(deps)
  app.addHook('onClose', async () => counts.flush().catch(() => {}))

  app.post(
    '/api/v1/scenes/generate',
    {
      schema: contract.generateScene,
      config: { access: 'player' },
      // A query alone is enough: without a body, there is nothing to validate.
      preValidation: async (request) => {
        if (request.body === undefined) request.body = {}
      },
    },
    async (request, reply) => {
      const scene = sceneOf(request.body, request.query)
      const { answer, replayed } = await actions.generateScene(deps, maybeSpending(request, reply), scene, counts)
      reply.headers({ 'x-cache': answer.cache, 'idempotent-replayed': String(replayed) })
      return answer.scene
    },
  )

  app.get(
    '/api/v1/scenes/cache/stats',
    { schema: contract.readSceneCacheStats, config: { access: 'public' } },
    async () => actions.readSceneCacheStats(deps, counts),
  )

  app.delete(
    '/api/v1/scenes/cache/clear',
    { schema: contract.clearSceneCache, config: { access: 'operator' } },
    async (request) => actions.clearSceneCache(deps, request.query),
  )
}
