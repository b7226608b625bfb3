import type { LightMyRequestResponse } from 'fastify'
import { type Test, test } from 'tap'
import { documentOf, type Operation, operationsOf, type Schema, validatorOf } from '../fixtures/contract.ts'
import { resetTables } from '../fixtures/empty-tables.ts'
import { insertExamples } from '../fixtures/example-calls.ts'
import { bodyOf, membersOf, requestOf, schemaIn } from '../fixtures/requests.ts'
import { onBoth, type World } from '../fixtures/world.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const ofAnyType = [{}, [], 'text', 1.5, true, null]

/** Bytes that are too many, where a body may have more than a megabyte. */
const largest: Record<string, number> = { importBrowserData: 2 ** 26 }

/** Operations that count requests or tell how long something took. */
const ofChangingLength = ['readMetrics', 'readHealth']

type Refusal = { error: string; message: string; details?: { path: string }[] }

/** Asks every operation; each reply is also checked against the contract by `world.call`. */
function everyOperation(t: Test, title: string, ask: (t: Test, world: World, operation: Operation) => Promise<void>) {
  onBoth(t, title, async (t, world) => {
    for (const operation of operationsOf(documentOf(world.app))) {
      await insertExamples(world.deps.db)
      await ask(t, world, operation)
    }
  })
}

function refusedAt(t: Test, reply: LightMyRequestResponse, path: string, why: string) {
  const { details } = reply.json<Refusal>()
  const told = reply.statusCode === 400 && details?.some((it) => it.path === path)
  t.ok(told, `${why} is refused, by its path`, { status: reply.statusCode, body: reply.body })
}

/** Values of the wrong type or out of bounds, for a parameter, which always arrives as text. */
function wrongValues({ type, minimum, maximum, maxLength }: Schema): string[] {
  if (type === 'integer') return ['text', '1.5', String(Number(minimum) - 1), String(Number(maximum) + 1)]
  return typeof maxLength === 'number' ? ['x'.repeat(maxLength + 1)] : []
}

/** A value of the right form, by which nothing is found. */
const absentOf = ({ type, maximum, pattern }: Schema) => {
  if (type === 'integer') return maximum
  const isSlug = typeof pattern !== 'string' || new RegExp(pattern).test('nothing-here')
  return isSlug ? 'nothing-here' : '00000000-0000-4000-8000-000000000000'
}

test('every operation by its contract', async (t) => {
  onBoth(
    t,
    'its example works once the examples that create things were sent',
    async (t, { app, call, deps, engine }) => {
      const operations = operationsOf(documentOf(app))
      const makers = operations.filter(({ method, path }) => method === 'POST' && !path.includes('{'))
      // A PUT may make something of what is there already.
      const creators = [...makers, ...operations.filter(({ method }) => method === 'PUT')]
      t.ok(creators.length > 0)
      for (const operation of operations) {
        await resetTables(deps, engine)
        await insertExamples(deps.db)
        const ofTag = creators.filter((creator) => creator !== operation && creator.tags[0] === operation.tags[0])
        for (const creator of ofTag) {
          await call(requestOf(creator))
          // One of them signs out.
          await insertExamples(deps.db)
        }
        const { statusCode, body } = await call(requestOf(operation))
        t.ok(statusCode >= 200 && statusCode < 300, `${operation.operationId} takes its example`, { statusCode, body })
      }
    },
  )

  everyOperation(t, 'its body is held to the schema', async (t, { app, call }, operation) => {
    const body = bodyOf(operation)
    if (!body) return
    const document = documentOf(app)
    const validate = validatorOf(document)
    const resolve = schemaIn(document)
    const send = (value: unknown) => call(requestOf(operation, { body: value }))
    const { operationId } = operation

    for (const { path, schema, required, replaced } of membersOf(resolve, body.schema, body.example)) {
      if (required) refusedAt(t, await send(replaced(undefined)), path, `${operationId} without ${path}`)
      const { type } = resolve(schema)
      const wrong = ofAnyType.find((value) => validate(type ? { type } : schema, value) !== undefined)
      if (wrong !== undefined) refusedAt(t, await send(replaced(wrong)), path, `${operationId} with another ${path}`)
    }
    if (resolve(body.schema).additionalProperties === false) {
      const more = { ...(body.example as object), not_in_the_contract: 1 }
      refusedAt(t, await send(more), 'body.not_in_the_contract', `${operationId} with a member nobody knows`)
    }
    for (const value of ofAnyType.filter((value) => validate(body.schema, value) !== undefined))
      t.equal((await send(JSON.stringify(value))).statusCode, 400, `${operationId} with ${JSON.stringify(value)}`)
    for (const text of ['', '{', '{"a":1}}', 'undefined', '\u0000'])
      t.equal((await send(text)).statusCode, 400, `${operationId} with ${JSON.stringify(text)}`)

    const large = await send(JSON.stringify({ text: 'x'.repeat(largest[operationId] ?? 2 ** 21) }))
    t.equal(large.statusCode, 413, `${operationId} with too large a body`)
    t.match(large.json<Refusal>().message, /\d+ bytes.* \d+ bytes/)
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { statusCode } = await call(requestOf(operation, { type }))
      t.equal(statusCode, 415, `${operationId} as ${type}`)
    }
  })

  everyOperation(t, 'its parameters are held to the schema', async (t, { call }, operation) => {
    for (const { name, in: place, schema } of operation.parameters ?? []) {
      const [part, at] = place === 'header' ? ['headers', name.toLowerCase()] : [place, name]
      for (const value of wrongValues(schema)) {
        const reply = await call(requestOf(operation, { [place]: { [name]: value } }))
        refusedAt(t, reply, `${part}.${at}`, `${operation.operationId} with ${name}=${value.slice(0, 20)}`)
      }
    }
  })

  everyOperation(t, 'a bearer that names nobody is refused', async (t, { call }, operation) => {
    for (const authorization of ['Bearer nobody-knows-this', 'Bearer', 'Basic YTpi']) {
      const { statusCode, headers } = await call(requestOf(operation, { header: { authorization } }))
      // What does not name 401 must not tell a right token from a wrong one.
      t.equal(statusCode, operation.responses[401] ? 401 : 200, `${operation.operationId} by ${authorization}`)
      if (statusCode === 401) t.match(headers['www-authenticate'], /^Bearer /)
    }
  })

  everyOperation(t, 'what is not there is 404', async (t, { call }, operation) => {
    const parameters = operation.parameters?.filter((it) => it.in === 'path') ?? []
    // A PUT may make what is not there; it then names no 404.
    if (parameters.length === 0 || !operation.responses[404]) return
    const path = Object.fromEntries(parameters.map(({ name, schema }) => [name, absentOf(schema)]))
    const reply = await call(requestOf(operation, { path }))
    t.equal(reply.statusCode, 404, `${operation.operationId} of nothing`)
    t.match(reply.json<Refusal>().error, /-not-found$/)
  })

  onBoth(t, 'what was deleted is gone', async (t, { app, call, deps }) => {
    // What brings something back is no use of what is gone.
    const operations = operationsOf(documentOf(app)).filter(({ operationId }) => !operationId.startsWith('restore'))
    for (const operation of operations) {
      await call(requestOf(operation))
      await insertExamples(deps.db)
    }
    // The example of an operation may be about another thing: one that comes with the service, which its user cannot delete.
    const things = ({ tags, parameters = [] }: Operation) =>
      parameters.filter((it) => it.in === 'path').map(({ example }) => `${tags[0]} ${example}`)
    // What is cancelled can still be read.
    const deletes = operations.filter(
      ({ method, operationId }) => method === 'DELETE' && !operationId.startsWith('cancel'),
    )
    const deleted = deletes.flatMap(things)
    const ofAll = deletes.filter(({ path }) => !path.includes('{')).flatMap(({ tags }) => tags)
    const isGone = (operation: Operation) =>
      things(operation).some((it) => deleted.includes(it) || ofAll.includes(operation.tags[0] as string))
    // A PUT that is about the same thing makes it anew.
    for (const operation of operations.filter((it) => isGone(it) && it.method !== 'PUT'))
      t.equal((await call(requestOf(operation))).statusCode, 404, `${operation.operationId} after it was deleted`)
  })

  everyOperation(t, 'HEAD answers like GET, without the body', async (t, { app, call }, operation) => {
    if (operation.method !== 'GET') return
    const request = requestOf(operation)
    const { statusCode, headers } = await call(request)
    const head = await app.inject({ ...request, method: 'HEAD' })
    t.strictSame([head.statusCode, head.body], [statusCode, ''], operation.operationId)
    const isSteady = !ofChangingLength.includes(operation.operationId)
    if (isSteady) t.equal(head.headers['content-length'], headers['content-length'], operation.operationId)
  })

  onBoth(t, 'an unknown method is refused, and told which there are', async (t, { app, call }) => {
    const operations = operationsOf(documentOf(app))
    for (const path of new Set(operations.map((it) => it.path))) {
      const here = operations.filter((it) => it.path === path)
      const known = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
      const { url } = requestOf(here[0] as Operation)
      for (const method of methods.filter((it) => !known.includes(it))) {
        const { statusCode, headers } = await call({ method, url: url as string })
        t.equal(statusCode, 405, `${method} ${path}`)
        t.strictSame(String(headers.allow).split(', ').sort(), [...known, 'OPTIONS'].sort())
      }
    }
  })
})
