import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import { type Form, formBody } from './form-body.ts'

/**
 * Config of a webhook: not counted, because all of them come from a few addresses of the carrier; and served under overload,
 * because what a call that goes on asks cannot wait.
 */
export const webhookConfig = { access: 'public', rateLimit: false, whenOverloaded: 'serve' } as const

type SignedForm = { path: string; params: Form; signature: string | undefined }

/** Makes the routes of this scope take forms alone, and only those that are signed. Refuses with `webhook-unsigned`. */
export function signedForms(scope: FastifyInstance, isSigned: (form: SignedForm) => boolean) {
  formBody(scope)
  scope.addHook('preHandler', async ({ raw, body, headers }) => {
    const signature = headers['x-twilio-signature'] as string | undefined
    if (!isSigned({ path: raw.url as string, params: (body as Form | undefined) ?? {}, signature }))
      throw refuse('webhook-unsigned')
  })
}
