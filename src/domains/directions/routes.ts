import * as contract from '../../../schemas/directions.ts'
import { rateLimitKey } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  app.get(
    '/api/v1/directions',
    {
      schema: contract.readDirections,
      config: { access: 'public' },
      // Before defaults are filled in.
      preValidation: async ({ query }) => actions.refuseHalfOrigin(query),
    },
    async (request) => actions.readDirections(deps, rateLimitKey(request), request.query),
  )
}
