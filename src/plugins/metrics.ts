import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requests } from '../services/metrics/metrics.ts'

type Child = ReturnType<typeof requests.labels>

/** Counts each answer by its operation and status, with the time that it took. */
export function metrics(app: FastifyInstance) {
  // Finding a child by its labels costs more than to observe a value.
  const children = new Map<string, Child>()

  function childOf(request: FastifyRequest, status: number): Child {
    const operation = operationOf(request)
    const key = `${operation} ${status}`
    let child = children.get(key)
    if (!child) {
      child = requests.labels(operation, String(status))
      children.set(key, child)
    }
    return child
  }

  app.addHook('onResponse', (request, reply, done) => {
    childOf(request, reply.statusCode).observe(reply.elapsedTime / 1_000)
    done()
  })
}

/** The pattern of the address for what is no operation; one name for addresses that do not exist. */
const operationOf = ({ routeOptions: { schema, url } }: FastifyRequest): string =>
  (schema as { operationId?: string } | undefined)?.operationId ?? url ?? 'none'
