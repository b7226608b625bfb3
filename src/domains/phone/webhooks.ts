import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { type Form, formBody } from '../../http/form-body.ts'
import * as actions from './actions.ts'

type Needs = Pick<Deps, 'telephony' | 'keyed' | 'clock'>
type FromCarrier = FastifyRequest<{ Body: Form | undefined }>

/** Of the carrier: not counted, because all of them come from a few addresses, and signed. */
const config = { access: 'public', rateLimit: false } as const
const schema = { hide: true } as const

/** What the carrier asks and tells of calls with a code. Not a part of the contract: only the carrier can send them. */
export async function webhooks(app: FastifyInstance, deps: Needs) {
  formBody(app)

  app.addHook('preHandler', async (request) => {
    const { raw, body, headers } = request as FromCarrier
    const signature = headers['x-twilio-signature'] as string | undefined
    const isSigned = deps.telephony.isSigned({ path: raw.url as string, params: body ?? {}, signature })
    if (!isSigned) throw refuse('webhook-unsigned')
  })

  app.post('/api/v1/voice/code/:token', { schema, config }, async (request, reply: FastifyReply) => {
    const { token } = request.params as { token: string }
    return reply.type('text/xml; charset=utf-8').send(actions.codeTwiml(deps, token))
  })
}
