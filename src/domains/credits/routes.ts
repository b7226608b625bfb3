import * as contract from '../../../schemas/credits.ts'
import { userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import { keyOf } from '../../http/spending.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'user' } as const
  const transactions = '/api/v1/credits/transactions'

  app.get('/api/v1/credits', { schema: contract.readCredits, config }, async (request) =>
    actions.readCredits(deps, userOf(request).userId),
  )

  app.get(transactions, { schema: contract.listCreditTransactions, config }, async (request) =>
    actions.listCreditTransactions(deps, userOf(request).userId, request.query),
  )

  const operator = { access: 'operator' } as const
  app.post('/api/v1/credits/grants', { schema: contract.grantCredits, config: operator }, async (request, reply) => {
    const { answer, replayed } = await actions.grantCredits(deps, keyOf(request), request.body)
    reply.code(201).headers({ location: transactions, 'idempotent-replayed': String(replayed) })
    return answer
  })
}
