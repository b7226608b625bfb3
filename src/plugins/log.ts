import { randomUUIDv7 } from 'node:crypto'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { type Logger, type LoggerOptions, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { RequestLog } from './request-log.ts'

type Failure = Error & { code?: unknown; errcode?: unknown; status?: unknown; statusCode?: unknown }

/**
 * Members of an error that may be logged. The others, of a database's or a provider's errors, hold the statement's
 * values, the URL or the Authorization header.
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

/** Prefix of generated request ids, unique per process. */
const processId = randomUUIDv7()
let requests = 0

/** The caller's X-Request-Id when it is short and plain, else a new id. */
export const genReqId = ({ headers }: { headers: Record<string, string | string[] | undefined> }) => {
  const given = headers['x-request-id']
  return typeof given === 'string' && readableId.test(given) ? given : `${processId}-${++requests}`
}

/** Turns off Fastify's own log lines about requests; `requestLog` writes them. */
export const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' })

type Level = 'debug' | 'info' | 'error'

/** Logs one line about an answer, with the cause of a failure. */
export function logAnswer(
  level: Level,
  what: string,
  request: FastifyRequest,
  reply: FastifyReply,
  { cause, ...more }: { cause?: unknown; [member: string]: unknown } = {},
) {
  const { log } = request
  if (!(log instanceof RequestLog)) return
  const where = `${what} ${request.routeOptions.url}`
  const err = cause instanceof Error ? { err: request.server.rationStack(where, cause) } : {}
  log[level]({ req: request, res: reply, ms: log.ms, ...err, ...more }, what)
}

/**
 * Lines that a request writes carry its id. Fastify itself has no logger: with one it adds two listeners to each
 * request, which cost more than reading a save. At debug each answer is logged, at trace each arrival too.
 */
export function requestLog(app: FastifyInstance, log: Logger | undefined, { elapsed }: { elapsed(): number }) {
  app.decorate('rationStack', rationStacks(elapsed))
  app.decorate('logFor', (requestId: string) => (log ? new RequestLog(log, requestId) : app.log))
  if (!log) return
  app.setChildLoggerFactory((_logger, { request_id }) => new RequestLog(log, request_id))
  if (log.isLevelEnabled('trace'))
    app.addHook('onRequest', (request, _reply, done) => {
      request.log.trace({ req: request }, 'arrived')
      done()
    })
  if (log.isLevelEnabled('debug'))
    app.addHook('onResponse', (request, reply, done) => {
      if (reply.statusCode < 400) logAnswer('debug', 'answered', request, reply)
      done()
    })
}

const MINUTE_MS = 60_000

/** Kinds of failures whose last stack is remembered. */
const MAX_KINDS = 100

/** Logs one stack per minute and kind of failure: an outage fails thousands of requests in the same way. */
function rationStacks(elapsed: () => number) {
  const lastAt = new Map<string, number>()
  return (where: string, error: Failure): Failure => {
    const kind = `${where} ${error.name} ${error.code ?? ''}`
    const last = lastAt.get(kind)
    if (last !== undefined && elapsed() - last < MINUTE_MS) return { ...err(error), name: error.name, stack: undefined }
    if (lastAt.size >= MAX_KINDS) lastAt.clear()
    lastAt.set(kind, elapsed())
    return error
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    logFor(requestId: string): FastifyBaseLogger
    /** The error, without its stack when one of its kind was logged within the last minute. */
    rationStack(where: string, error: Error): Error
  }
}
