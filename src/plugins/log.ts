import { randomUUIDv7 } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
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

/** Tells this process's requests from every other's, for ever. */
const process = randomUUIDv7()
let requests = 0

/** Takes the caller's X-Request-Id when it is a plain word, else makes one. */
export const genReqId = ({ headers }: { headers: Record<string, string | string[] | undefined> }) => {
  const given = headers['x-request-id']
  return typeof given === 'string' && readableId.test(given) ? given : `${process}-${++requests}`
}

/** Fastify's own lines a request, two of them, are off; ours is below. */
export const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' })

type Level = 'debug' | 'info' | 'error'

/** One line about an answer: what it was, and what caused it when that is ours to mend. */
export function logAnswer(level: Level, what: string, request: FastifyRequest, reply: FastifyReply, err?: unknown) {
  const ms = Math.round(reply.elapsedTime * 10) / 10
  request.log[level]({ request_id: request.id, req: request, res: reply, ms, ...(err ? { err } : {}) }, what)
}

/** Logs each answer that is no refusal when the level is debug. */
export function requestLog(app: FastifyInstance) {
  // A logger of its own for every request costs more than reading a save; the lines we write name the request.
  app.setChildLoggerFactory((logger) => logger)
  if (!(app.log as Logger).isLevelEnabled?.('debug')) return
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode < 400) logAnswer('debug', 'answered', request, reply)
    done()
  })
}
