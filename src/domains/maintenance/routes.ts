import * as contract from '../../../schemas/maintenance/index.ts'
import { allowSilence } from '../../http/long-answer.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'
import * as backups from './backups.ts'

export const routes: Routes<actions.Needs & backups.Needs> = async (app, deps) => {
  const config = { access: 'operator' } as const
  const backupsPath = '/api/v1/maintenance/backups'
  const cleanup = '/api/v1/maintenance/cleanup'

  app.post(`${cleanup}/expired-cache`, { schema: contract.cleanExpiredCache, config }, async (request) =>
    actions.cleanExpiredCache(deps, request.query.dry_run),
  )

  app.post(`${cleanup}/orphaned-images`, { schema: contract.cleanOrphanedImages, config }, async (request, reply) => {
    allowSilence(reply)
    return actions.cleanOrphanedImages(deps, request.query.dry_run)
  })

  app.get('/api/v1/maintenance/stats', { schema: contract.readMaintenanceStats, config }, async () =>
    actions.readMaintenanceStats(deps),
  )

  app.post(backupsPath, { schema: contract.createBackup, config }, async (_request, reply) => {
    allowSilence(reply)
    return backups.createBackup(deps)
  })

  app.get(backupsPath, { schema: contract.listBackups, config }, async () => backups.listBackups(deps))
}
