import { randomUUIDv7 } from 'node:crypto'
import { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { type Logger, type LoggerOptions, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'

type Failure = Error & { code?: unknown; errcode?: unknown; status?: unknown; statusCode?: unknown }

/**
 * What of an error may be written down. An error of a database or of a provider's client carries the statement's
 * values, the URL or the Authorization header in its other members.
 */
const err = (error: Failure) => ({
  type: error.name,
  message: error.message,
  code: error.code ?? error.errcode,
  status: error.status ?? error.statusCode,
  stack: error.stack,
})

/** The route's pattern, not the address: ids and queries stay out of the log. */
const req = (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url })

const serializers: LoggerOptions['serializers'] = {
  err,
  req,
  res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
}

/** JSON on a pipe, for machines; one readable line on a terminal, for people. */
export function logger(level: string, out: { isTTY?: boolean; write(line: string): unknown }) {
  const options: LoggerOptions = { level, serializers, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  if (!out.isTTY) return pino(options, out as never)
  const pretty = prettyFactory({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'request_id',
    singleLine: true,
  })
  return pino(options, { write: (line: string) => out.write(pretty(line)) })
}

const readableId = /^[\w.:-]{1,128}$/

/** Takes the caller's X-Request-Id when it is a plain word, else makes one. */
export const genReqId = ({ headers }: { headers: Record<string, string | string[] | undefined> }) => {
  const given = headers['x-request-id']
  return typeof given === 'string' && readableId.test(given) ? given : randomUUIDv7()
}

/** Fastify's own lines a request, two of them, are off; ours is below. */
export const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' })

/** The request's id on every answer, and one line a request: failures as errors, refusals as info, the rest as debug. */
export function requestLog(app: FastifyInstance) {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'info' : 'debug'
    // Most answers are not logged: what would be, is not put together for them.
    if ((request.log as Logger).isLevelEnabled?.(level)) {
      request.log[level]({ req: request, res: reply, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'answered')
    }
    done()
  })
}
