import * as contract from '../../../schemas/quests/index.ts'
import { acceptedLanguages } from '../../http/language.ts'
import { ownerOf, ownerOrNew, setSessionCookie } from '../../http/owner.ts'
import type { Routes } from '../../http/route.ts'
import { maybeSpending, spendingOf } from '../../http/spending.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'player' } as const
  const secure = deps.env.APP_ENV === 'production'

  app.post('/api/v1/quests/clarify', { schema: contract.clarifyQuest, config }, async (request, reply) => {
    const { session_id: _session, ...idea } = request.body
    const spending = maybeSpending(request, reply).begin()
    const { answer, replayed } = await actions.clarifyQuest(deps, spending, idea, acceptedLanguages(request))
    reply.header('idempotent-replayed', String(replayed))
    return answer
  })

  app.post('/api/v1/quests/generate', { schema: contract.generateQuest, config }, async (request, reply) => {
    const { session_id: _session, ...what } = request.body
    const { session_id, ...owned } = ownerOrNew(request)
    const spending = spendingOf(request, reply, owned)
    const { answer, replayed } = await actions.generateQuest(
      deps,
      spending,
      session_id,
      what,
      acceptedLanguages(request),
    )
    if (owned.isNew) setSessionCookie(reply, session_id, secure)
    reply.code(201).headers({ location: `/api/v1/quests/${answer.id}`, 'idempotent-replayed': String(replayed) })
    return answer
  })

  app.get('/api/v1/quests', { schema: contract.listQuests, config }, async (request) =>
    actions.listQuests(deps, ownerOf(request), request.query),
  )

  app.get('/api/v1/quests/summary', { schema: contract.summarizeQuests, config }, async (request) =>
    actions.summarizeQuests(deps, ownerOf(request)),
  )

  app.get('/api/v1/quests/:id', { schema: contract.readQuest, config }, async (request) =>
    actions.readQuest(deps, ownerOf(request), request.params.id),
  )

  app.put('/api/v1/quests/:id/steps/:step_id', { schema: contract.setQuestStep, config }, async (request) =>
    actions.setQuestStep(deps, ownerOf(request), { ...request.params, done: request.body.done }),
  )

  app.delete('/api/v1/quests/:id', { schema: contract.deleteQuest, config }, async (request, reply) => {
    await actions.deleteQuest(deps, ownerOf(request), request.params.id)
    reply.code(204)
  })

  app.delete('/api/v1/quests', { schema: contract.deleteQuests, config }, async (request) =>
    actions.deleteQuests(deps, ownerOf(request)),
  )
}
