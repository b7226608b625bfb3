import type { Span } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import { endRequestSpan, requestSpan, tracingIsOn, within } from '../services/tracing.ts'

const spans = new WeakMap<object, Span>()

/** A span for each request, while spans are sent. */
export function tracing(app: FastifyInstance) {
  if (!tracingIsOn()) return
  app.addHook('onRequest', (request, _reply, done) => {
    const span = requestSpan(request.method, request.routeOptions.url ?? 'none', request.headers)
    spans.set(request, span)
    within(span, done)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request)
    if (span) endRequestSpan(span, reply.statusCode)
    done()
  })
}
