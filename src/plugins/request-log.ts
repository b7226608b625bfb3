import type { FastifyBaseLogger } from 'fastify'
import type { Bindings, Logger } from 'pino'

type Line = [members: object, message?: string]

/**
 * Log of one request: each line carries the request's id. Pino's child logger is created by the first line, because most
 * requests write none.
 */
export class RequestLog implements FastifyBaseLogger {
  readonly #log: Logger
  readonly #requestId: string
  readonly #startedAt = performance.now()
  #child: Logger | undefined

  constructor(log: Logger, requestId: string) {
    this.#log = log
    this.#requestId = requestId
  }

  get #own() {
    this.#child ??= this.#log.child({ request_id: this.#requestId })
    return this.#child
  }

  /** Milliseconds since the request arrived, in tenths. */
  get ms() {
    return Math.round((performance.now() - this.#startedAt) * 10) / 10
  }

  get level() {
    return this.#log.level
  }

  child(bindings: Bindings) {
    return this.#own.child(bindings)
  }

  fatal(...line: unknown[]) {
    this.#own.fatal(...(line as Line))
  }

  error(...line: unknown[]) {
    this.#own.error(...(line as Line))
  }

  warn(...line: unknown[]) {
    this.#own.warn(...(line as Line))
  }

  info(...line: unknown[]) {
    this.#own.info(...(line as Line))
  }

  debug(...line: unknown[]) {
    this.#own.debug(...(line as Line))
  }

  trace(...line: unknown[]) {
    this.#own.trace(...(line as Line))
  }

  silent() {}
}
