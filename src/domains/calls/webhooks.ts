import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../../errors.ts'
import { type Form, formBody } from '../../http/form-body.ts'
import * as actions from './actions.ts'

type FromCarrier = FastifyRequest<{ Body: Form | undefined; Querystring: { call?: string } }>

/** Of the carrier: not counted, because all of them come from a few addresses, and signed. */
const config = { access: 'public', rateLimit: false, whenOverloaded: 'serve' } as const
const schema = { hide: true } as const

/** What the carrier asks and tells of calls. Not a part of the contract: only the carrier can send them. */
export async function webhooks(app: FastifyInstance, deps: actions.Needs) {
  formBody(app)

  app.addHook('preHandler', async (request) => {
    const { raw, body, headers } = request as FromCarrier
    const signature = headers['x-twilio-signature'] as string | undefined
    const isSigned = deps.telephony.isSigned({ path: raw.url as string, params: body ?? {}, signature })
    if (!isSigned) throw refuse('webhook-unsigned')
  })

  /** What is signed and says nothing that we know is taken, so that it is not sent again. */
  async function received(request: FastifyRequest, about: 'answer' | 'status' | 'amd') {
    const { body, query } = request as FromCarrier
    const event = deps.telephony.readEvent({ about, form: body ?? {}, call_id: query.call ?? '' })
    if (event) await actions.receiveEvent(deps, event)
    return event
  }

  app.post('/api/v1/voice/answer', { schema, config }, async (request, reply) => {
    const event = await received(request, 'answer')
    const twiml = event ? await actions.answerTwiml(deps, event) : deps.telephony.hangUpTwiml()
    return reply.type('text/xml; charset=utf-8').send(twiml)
  })

  for (const about of ['status', 'amd'] as const)
    app.post(`/api/v1/voice/${about}`, { schema, config }, async (request, reply) => {
      await received(request, about)
      return reply.code(204).send()
    })
}
