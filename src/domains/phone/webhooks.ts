import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { webhookConfig as config, signedForms } from '../../http/signed-forms.ts'
import * as actions from './actions.ts'

type Needs = Pick<Deps, 'telephony' | 'keyed' | 'clock'>

const schema = { hide: true } as const

/** What the carrier asks of calls with a code. Not a part of the contract: only the carrier can send it. */
export async function webhooks(app: FastifyInstance, deps: Needs) {
  signedForms(app, deps.telephony.isSigned)

  app.post('/api/v1/voice/code/:token', { schema, config }, async (request, reply: FastifyReply) => {
    const { token } = request.params as { token: string }
    return reply.type('text/xml; charset=utf-8').send(actions.codeTwiml(deps, token))
  })
}
