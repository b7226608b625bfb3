import * as contract from '../../../schemas/spending.ts'
import { userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'user' } as const

  app.get('/api/v1/budget', { schema: contract.readBudget, config }, async (request) =>
    actions.readBudget(deps, userOf(request).userId),
  )

  app.put('/api/v1/budget', { schema: contract.putBudget, config }, async (request) =>
    actions.putBudget(deps, userOf(request).userId, request.body),
  )

  app.get('/api/v1/spending', { schema: contract.listSpending, config }, async (request) =>
    actions.listSpending(deps, userOf(request).userId, request.query.period),
  )
}
