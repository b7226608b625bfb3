import type { FastifyReply, FastifyRequest } from 'fastify'
import * as contract from '../../../schemas/quests/index.ts'
import { keepSession, newSession, sessionOf } from '../../http/owner.ts'
import { callerOf, type Domain, hungUp } from '../../http/route.ts'
import * as actions from './actions.ts'

export const quests: Domain<actions.Needs> = async (app, deps) => {
  const config = { access: 'public' } as const
  const secure = deps.env.APP_ENV === 'production'

  app.post('/api/v1/quests/clarify', { schema: contract.clarifyQuest, config }, async (request, reply) => {
    const { session_id, ...idea } = request.body
    const { answer, replayed } = await actions.clarifyQuest(deps, askerOf(request, reply, session_id), idea)
    reply.header('idempotent-replayed', String(replayed))
    return answer
  })

  app.post('/api/v1/quests/generate', { schema: contract.generateQuest, config }, async (request, reply) => {
    const { session_id, ...what } = request.body
    const asker = askerOf(request, reply, session_id)
    const owner = asker.session || newSession()
    const { answer, replayed } = await actions.generateQuest(deps, asker, owner, what)
    if (owner !== asker.session) keepSession(reply, owner, secure)
    reply.code(201).headers({ location: `/api/v1/quests/${answer.id}`, 'idempotent-replayed': String(replayed) })
    return answer
  })

  app.get('/api/v1/quests', { schema: contract.listQuests, config }, async (request) =>
    actions.listQuests(deps, sessionOf(request, request.query.session_id), request.query),
  )

  app.get('/api/v1/quests/summary', { schema: contract.summarizeQuests, config }, async (request) =>
    actions.summarizeQuests(deps, sessionOf(request, request.query.session_id)),
  )

  app.get('/api/v1/quests/:id', { schema: contract.readQuest, config }, async (request) =>
    actions.readQuest(deps, sessionOf(request, request.query.session_id), request.params.id),
  )

  app.put('/api/v1/quests/:id/steps/:step_id', { schema: contract.setQuestStep, config }, async (request) => {
    const { session_id, done } = request.body
    return actions.setQuestStep(deps, sessionOf(request, session_id), { ...request.params, done })
  })

  app.delete('/api/v1/quests/:id', { schema: contract.deleteQuest, config }, async (request, reply) => {
    await actions.deleteQuest(deps, sessionOf(request, request.query.session_id), request.params.id)
    reply.code(204)
  })

  app.delete('/api/v1/quests', { schema: contract.deleteQuests, config }, async (request) =>
    actions.deleteQuests(deps, sessionOf(request, request.query.session_id)),
  )
}

function askerOf(request: FastifyRequest, reply: FastifyReply, named: string | undefined): actions.Request {
  const key = request.headers['idempotency-key'] as string | undefined
  return { session: sessionOf(request, named), key, caller: callerOf(request), signal: hungUp(reply) }
}
