import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import * as contract from '../../../schemas/auth/index.ts'
import { addressKey } from '../../http/address.ts'
import { userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

const me = '/api/v1/auth/me'

/** Attempts are counted by address, also those of signed-in users. */
const addressOf = ({ ip }: Pick<FastifyRequest, 'ip'>) => addressKey(ip)

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const open = { access: 'public' } as const
  const config = { access: 'user' } as const

  app.post('/api/v1/auth/register', { schema: contract.register, config: open }, async (request, reply) => {
    const signedIn = await actions.register(deps, request.body, addressOf(request))
    reply.code(201).header('location', me)
    return signedIn
  })

  app.post('/api/v1/auth/login', { schema: contract.login, config: open }, async (request) =>
    actions.login(deps, request.body, addressOf(request)),
  )

  app.post('/api/v1/auth/device', { schema: contract.signInDevice, config: open }, async (request, reply) => {
    const { signedIn, isNew } = await actions.signInDevice(deps, request.body, addressOf(request))
    if (isNew) reply.code(201).header('location', me)
    return signedIn
  })

  app.post('/api/v1/auth/email', { schema: contract.linkEmail, config }, async (request) =>
    actions.linkEmail(deps, userOf(request), request.body, addressOf(request)),
  )

  app.get('/api/v1/auth/validate', { schema: contract.validateToken, config }, async (request) =>
    actions.validateToken(userOf(request)),
  )

  app.get(me, { schema: contract.readMe, config }, async (request) => actions.readMe(deps, userOf(request)))

  app.patch(me, { schema: contract.updateMe, config }, async (request) =>
    actions.updateMe(deps, userOf(request), request.body),
  )

  app.delete(me, { schema: contract.deleteMe, config }, async (request, reply) => {
    await actions.deleteMe(deps, userOf(request), { password: request.body.password, address: addressOf(request) })
    reply.code(204)
  })

  app.get('/api/v1/auth/me/export', { schema: contract.exportMe, config }, async (request, reply) => {
    const pieces = await actions.exportMe(deps, userOf(request))
    return reply.type('application/json; charset=utf-8').send(Readable.from(pieces) as never)
  })

  app.post('/api/v1/auth/logout', { schema: contract.logout, config }, async (request, reply) => {
    await actions.logout(deps, userOf(request), request.body)
    reply.code(204)
  })

  app.post('/api/v1/auth/password', { schema: contract.changePassword, config }, async (request, reply) => {
    await actions.changePassword(deps, userOf(request), request.body, addressOf(request))
    reply.code(204)
  })

  app.post('/api/v1/auth/claim', { schema: contract.claimSession, config }, async (request) =>
    actions.claimSession(deps, userOf(request), request.body),
  )
}
