import * as contract from '../../../schemas/calls/index.ts'
import { abortOnDisconnect } from '../../http/abort.ts'
import { sendFile } from '../../http/file.ts'
import { userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import { keyOf } from '../../http/spending.ts'
import * as actions from './actions.ts'
import { stream } from './stream.ts'
import { webhooks } from './webhooks.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'user' } as const
  const [calls, schedule] = ['/api/v1/calls', '/api/v1/calls/schedule'] as const

  const reader = actions.openBlobReader(deps.blobs)
  const wav = { type: 'audio/wav', cache: 'private, no-cache' }

  deps.telephony.onEvent((event) => actions.receiveEvent(deps, event))
  await app.register(webhooks, deps)
  await app.register(stream, deps)

  app.post(calls, { schema: contract.startCall, config }, async (request, reply) => {
    const asked = { key: keyOf(request), body: request.body, log: request.log }
    const { answer, replayed } = await actions.startCall(deps, userOf(request), asked)
    reply.code(202).headers({ location: `${calls}/${answer.id}`, 'idempotent-replayed': String(replayed) })
    return answer
  })

  app.get(calls, { schema: contract.listCalls, config }, async (request) =>
    actions.listCalls(deps, userOf(request), request.query),
  )

  app.post(`${calls}/estimate`, { schema: contract.estimateCall, config }, async (request) =>
    actions.estimateCall(deps, userOf(request), request.body),
  )

  app.get(`${calls}/:id`, { schema: contract.readCall, config }, async (request) =>
    actions.readCall(deps, userOf(request), request.params.id),
  )

  app.post(`${calls}/:id/end`, { schema: contract.endCall, config }, async (request) =>
    actions.endCall(deps, userOf(request), request.params.id),
  )

  app.post(`${calls}/:id/turns`, { schema: contract.sayTurn, config }, async (request, reply) => {
    const said = { key: keyOf(request), text: request.body.text, signal: abortOnDisconnect(reply) }
    const { answer, replayed } = await actions.sayTurn(deps, userOf(request), request.params.id, said)
    reply.header('idempotent-replayed', String(replayed))
    return answer
  })

  app.get(`${calls}/:id/turns/:n/audio`, { schema: contract.readTurnAudio, config }, async (request, reply) => {
    const asked = { ...request.params, reader, signal: abortOnDisconnect(reply) }
    return sendFile(request, reply, await actions.readTurnAudio(deps, userOf(request), asked), wav) as never
  })

  app.get(`${calls}/:id/recording`, { schema: contract.readRecording, config }, async (request, reply) => {
    const asked = { reader, signal: abortOnDisconnect(reply) }
    const file = await actions.readRecording(deps, userOf(request), request.params.id, asked)
    return sendFile(request, reply, file, wav) as never
  })

  app.get(`${calls}/:id/cost`, { schema: contract.readCallCost, config }, async (request) =>
    actions.readCallCost(deps, userOf(request), request.params.id),
  )

  app.post(schedule, { schema: contract.scheduleCall, config }, async (request, reply) => {
    const asked = { key: keyOf(request), body: request.body }
    const { answer, replayed } = await actions.scheduleCall(deps, userOf(request), asked)
    reply.code(201).headers({ location: `${schedule}/${answer.id}`, 'idempotent-replayed': String(replayed) })
    return answer
  })

  app.get(schedule, { schema: contract.listScheduledCalls, config }, async (request) =>
    actions.listScheduledCalls(deps, userOf(request), request.query),
  )

  app.get(`${schedule}/:id`, { schema: contract.readScheduledCall, config }, async (request) =>
    actions.readScheduledCall(deps, userOf(request), request.params.id),
  )

  app.patch(`${schedule}/:id`, { schema: contract.rescheduleCall, config }, async (request) =>
    actions.rescheduleCall(deps, userOf(request), request.params.id, request.body),
  )

  app.delete(`${schedule}/:id`, { schema: contract.cancelScheduledCall, config }, async (request, reply) => {
    await actions.cancelScheduledCall(deps, userOf(request), request.params.id)
    reply.code(204)
  })
}
