import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Form } from '../../http/form-body.ts'
import { webhookConfig as config, signedForms } from '../../http/signed-forms.ts'
import * as actions from './actions.ts'

type FromCarrier = FastifyRequest<{ Body: Form | undefined; Querystring: { call?: string } }>

const schema = { hide: true } as const

/** What the carrier asks and tells of calls. Not a part of the contract: only the carrier can send them. */
export async function webhooks(app: FastifyInstance, deps: actions.Needs) {
  signedForms(app, deps.telephony.isSigned)

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
