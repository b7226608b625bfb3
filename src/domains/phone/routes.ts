import * as contract from '../../../schemas/phone.ts'
import { userIdOrNull, userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'
import { webhooks } from './webhooks.ts'

const doNotCall = '/api/v1/phone/do-not-call/:phone_number'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const ofUser = { access: 'user' } as const
  const ofBoth = { access: 'user-or-operator' } as const

  await app.register(webhooks, deps)

  app.post(
    '/api/v1/phone/verification',
    { schema: contract.sendVerification, config: ofUser },
    async (request, reply) => {
      const sent = await actions.sendVerification(deps, userOf(request), request.body.phone_number, request.log)
      reply.code(202)
      return sent
    },
  )

  app.post(
    '/api/v1/phone/verification/check',
    { schema: contract.checkVerification, config: ofUser },
    async (request) => actions.checkVerification(deps, userOf(request), request.body),
  )

  app.put(doNotCall, { schema: contract.refuseCalls, config: ofBoth }, async (request, reply) => {
    await actions.refuseCalls(deps, userIdOrNull(request), request.params.phone_number)
    reply.code(204)
  })

  app.delete(doNotCall, { schema: contract.allowCalls, config: ofBoth }, async (request, reply) => {
    await actions.allowCalls(deps, userIdOrNull(request), request.params.phone_number)
    reply.code(204)
  })
}
