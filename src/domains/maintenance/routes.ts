import * as contract from '../../../schemas/maintenance/index.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'operator' } as const
  const cleanup = '/api/v1/maintenance/cleanup'

  app.post(`${cleanup}/expired-cache`, { schema: contract.cleanExpiredCache, config }, async (request) =>
    actions.cleanExpiredCache(deps, request.query.dry_run),
  )

  app.post(`${cleanup}/orphaned-images`, { schema: contract.cleanOrphanedImages, config }, async (request) =>
    actions.cleanOrphanedImages(deps, request.query.dry_run),
  )

  app.get('/api/v1/maintenance/stats', { schema: contract.readMaintenanceStats, config }, async () =>
    actions.readMaintenanceStats(deps),
  )
}
