import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

/** Sends spans to where OTEL_EXPORTER_OTLP_ENDPOINT says. */
export interface Tracing {
  /** Sends what is left. */
  close(): Promise<void>
}

let isTracing = false

/** Loaded only when it is configured: 5 MB of memory, and 60 ms of the start. */
export async function openTracing(endpoint: string | undefined, version: string): Promise<Tracing> {
  if (endpoint === undefined) return { close: async () => {} }
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'lorekeep', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  provider.register()
  isTracing = true
  return {
    close: async () => {
      isTracing = false
      // An endpoint that is away must not keep the process from ending.
      await provider.shutdown().catch(() => {})
    },
  }
}

/** Whether spans are made: what prepares one can be left out otherwise. */
export const tracingIsOn = () => isTracing

const tracer = () => trace.getTracer('lorekeep')

/** The span of a request, below the one that its `traceparent` names. */
export function requestSpan(method: string, route: string, headers: Record<string, unknown>): Span {
  const parent = propagation.extract(context.active(), headers)
  const attributes = { 'http.request.method': method, 'http.route': route }
  return tracer().startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
}

/** Runs what belongs to a span, whose own spans are then below it. */
export const within = <T>(span: Span, run: () => T): T => context.with(trace.setSpan(context.active(), span), run)

export function endRequestSpan(span: Span, status: number) {
  span.setAttribute('http.response.status_code', status)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** The span of a call of an outside service. Nothing of what is sent or answered is in it. */
export async function providerSpan<T>(name: string, run: () => Promise<T>): Promise<T> {
  if (!isTracing) return run()
  return tracer().startActiveSpan(name, { kind: SpanKind.CLIENT }, async (span) => {
    try {
      return await run()
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name })
      throw error
    } finally {
      span.end()
    }
  })
}
