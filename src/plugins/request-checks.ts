import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Refusal, refuse } from '../errors.ts'
import type { Origins } from './origins.ts'

export interface RequestChecks {
  origins: Origins
  /** Whether the service is reached from this machine alone, under its own names. */
  onlyLocalHosts: boolean
  trustsProxy: boolean
  warn(message: string): void
}

const hundredContinue = /(?:^|\W)100-continue(?:$|\W)/i
const localName = /^([\w-]+\.)*(localhost|local)$/i

/** Refuses invalid requests that node:http accepts, and writes that another site sends through a browser. */
export function requestChecks(app: FastifyInstance, options: RequestChecks) {
  let sawProxy = options.trustsProxy

  function warnOfProxy({ headers }: FastifyRequest) {
    if (sawProxy || headers['x-forwarded-for'] === undefined) return
    sawProxy = true
    options.warn(
      'X-Forwarded-For arrives, but TRUST_PROXY is not set: all callers behind the proxy share one limit. Set TRUST_PROXY to how many proxies stand in front',
    )
  }

  // Registered after the limiter, which therefore counts refused requests too.
  app.addHook('onRequest', (request, _reply, done) => {
    warnOfProxy(request)
    done((framingFault(request) ?? hostFault(request, options) ?? siteFault(request, options.origins)) as Error)
  })
}

const malformed = (message: string) => refuse('malformed-request', { message, headers: { connection: 'close' } })

/** Faults of message framing, which a proxy could interpret differently (request smuggling). */
function framingFault({ raw, headers }: FastifyRequest): Refusal | undefined {
  // RFC 9112, 3.2.
  if (headers.host === undefined) {
    if (raw.httpVersion !== '1.0') return malformed('A request names the Host it is for.')
  } else if (countOf(raw.rawHeaders, 'host') > 1) return malformed('A request names one Host.')
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return malformed('The only Transfer-Encoding read here is chunked.')
  if (raw.url === '*' && raw.method !== 'OPTIONS') return malformed('Only OPTIONS may be sent to *.')
  if (headers.expect !== undefined && !hundredContinue.test(headers.expect))
    return refuse('expectation-failed', { headers: { connection: 'close' } })
}

function countOf(rawHeaders: string[], name: string) {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] as string
    if (header.length === name.length && header.toLowerCase() === name) count++
  }
  return count
}

/** Unknown Host in local mode: a site whose name points to this machine could use its pages (DNS rebinding). */
function hostFault({ headers: { host } }: FastifyRequest, { onlyLocalHosts }: RequestChecks): Refusal | undefined {
  if (!onlyLocalHosts || host === undefined) return undefined
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase()
  if (localName.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1'))) return undefined
  return refuse('host-not-allowed')
}

const siteFault = (request: FastifyRequest, origins: Origins) =>
  origins.isForeignWrite(request) ? refuse('origin-not-allowed') : undefined
