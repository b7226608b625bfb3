import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { type Operation, operationsOf } from '../fixtures/contract.ts'
import { Fault } from './fault.ts'
import { type Pair, toldBy } from './pair.ts'

/** What was cancelled stays, and says so. */
const stays = ['cancelScheduledCall']

/** The list that a grant is in belongs to the user, not to the operator who asks. */
const locationOfAnother = ['grantCredits']

/** Who asks, and in which session: those of the request, or what its answer gave. */
function asCaller({ headers, payload }: InjectOptions, reply: LightMyRequestResponse) {
  const answer = reply.body.startsWith('{') ? JSON.parse(reply.body) : {}
  const sent = typeof payload === 'string' && payload.startsWith('{') ? JSON.parse(payload) : {}
  const { authorization } = headers as Record<string, string>
  const token = typeof answer.token === 'string' ? `Bearer ${answer.token}` : authorization
  const cookie = reply.cookies.find(({ name }) => name === 'session_id')?.value
  const session = sent.session_id ?? (headers as Record<string, string>)['X-Session-Id'] ?? cookie
  return { authorization: token, session }
}

const matches = (path: string, url: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(url)

/** What was made is where its Location says; what was deleted is gone; what was put can be put again. */
export async function followUp(
  pair: Pair,
  operation: Operation,
  request: InjectOptions,
  reply: LightMyRequestResponse,
) {
  const operations = operationsOf(pair.document)
  const { location } = reply.headers
  if (location && !locationOfAnother.includes(operation.operationId)) {
    const { authorization, session } = asCaller(request, reply)
    const takes = operations.find(({ path, method }) => method === 'GET' && matches(path, String(location)))?.parameters
    const query =
      session && takes?.some(({ name }) => name === 'session_id')
        ? `?${new URLSearchParams({ session_id: session })}`
        : ''
    const headers = authorization ? { authorization } : {}
    const { statusCode } = await pair.raw({ url: `${location}${query}`, headers })
    if (statusCode !== 200) throw new Fault('ensure_resource_availability', `${location} answers ${statusCode}`)
  }
  const read = operations.find(({ path, method }) => path === operation.path && method === 'GET')
  if (operation.method === 'DELETE' && operation.path.endsWith('}') && read && !stays.includes(operation.operationId)) {
    const { statusCode } = await pair.ask(read, { ...request, method: 'GET' })
    if (statusCode !== 404) throw new Fault('use_after_free', `${request.url} answers ${statusCode} after its delete`)
  }
  if (operation.method === 'PUT') {
    const again = await pair.ask(operation, request)
    const [first, second] = [toldBy(operation, reply), toldBy(operation, again)]
    if (JSON.stringify(first) !== JSON.stringify(second))
      throw new Fault('idempotent_put', `${reply.body}, and the second time ${again.body}`)
  }
}
