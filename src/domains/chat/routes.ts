import * as contract from '../../../schemas/chat/index.ts'
import { abortOnDisconnect } from '../../http/abort.ts'
import { sendEvents, wantsEvents } from '../../http/event-stream.ts'
import { ownerOf, ownerOrNew, setSessionCookie } from '../../http/owner.ts'
import type { Routes } from '../../http/route.ts'
import { spendingOf } from '../../http/spending.ts'
import * as actions from './actions.ts'
import { openAnswers } from './answers.ts'

const ofSession = '/api/v1/chat/:session_id'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'player' } as const
  const secure = deps.env.APP_ENV === 'production'
  const answers = openAnswers(deps)
  app.addHook('preClose', () => answers.close())

  app.post('/api/v1/chat', { schema: contract.sendChat, config }, async (request, reply) => {
    const { session_id: _session, ...message } = request.body
    const { session_id, ...owned } = ownerOrNew(request)
    const spending = spendingOf(request, reply, owned)
    const sender = { principal: request.principal, spending, session_id, log: request.log }
    const { answer: begun, replayed } = await actions.sendChat(deps, answers, sender, message)
    if (owned.isNew) setSessionCookie(reply, session_id, secure)
    reply.header('idempotent-replayed', String(replayed))
    if (!wantsEvents(request)) return actions.waitForAnswer(deps, answers, begun, spending.signal)
    const lastEventId = request.headers['last-event-id']
    const stream = actions.streamAnswer(deps, answers, { begun, lastEventId }, spending.signal)
    return sendEvents(reply, stream, deps.clock)
  })

  app.get(`${ofSession}/stream`, { schema: contract.followChat, config }, async (request, reply) => {
    const { session_id } = request.params
    const wanted = { owner: ownerOf(request), session_id, lastEventId: request.headers['last-event-id'] }
    const stream = await actions.followChat(deps, answers, wanted, abortOnDisconnect(reply))
    if (stream) return sendEvents(reply, stream, deps.clock)
    reply.code(204)
  })

  app.get(ofSession, { schema: contract.listChat, config }, async (request) =>
    actions.listChat(deps, ownerOf(request), request.params.session_id, request.query),
  )

  app.delete(ofSession, { schema: contract.clearChat, config }, async (request, reply) => {
    await actions.clearChat(deps, ownerOf(request), request.params.session_id)
    reply.code(204)
  })

  app.post(`${ofSession}/stop`, { schema: contract.stopChat, config }, async (request, reply) => {
    reply.code(202)
    return actions.stopChat(deps, answers, ownerOf(request), request.params.session_id)
  })
}
