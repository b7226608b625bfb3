import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { test } from 'tap'
import { arbitraryOf, type Temper } from '../fixtures/arbitrary.ts'
import { documentOf, type Operation, operationsOf, type Schema, validatorOf } from '../fixtures/contract.ts'
import { insertExamples } from '../fixtures/example-calls.ts'
import { bodyOf, requestOf, schemaIn } from '../fixtures/requests.ts'
import { world } from '../fixtures/world.ts'

/** `FUZZ_SEED=… npm test -- test/contract/fuzz.test.ts` asks the same again; `FUZZ_RUNS` asks more. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env.FUZZ_RUNS ?? 40)

/** Operations that take a hundred times as long as others. */
const slow = [
  'generateImage',
  'generateScene',
  'createBackup',
  'register',
  'login',
  'linkEmail',
  'changePassword',
  'deleteMe',
]

/** Headers as the protocol can carry them. */
const headerValue = fc.oneof(
  fc.constantFrom('*', '"1"', 'W/"1"', '"1", "2"', '1', '"'),
  fc.stringMatching(/^[!-~]{0,20}$/),
)

/** An object may have a toString that is none. */
const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value)).toWellFormed()
const asText = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]))

/** Every part of a request after its schema. Often it is the example's address, where something is. */
function partsOf(operation: Operation, resolve: (schema: Schema) => Schema, temper: Temper) {
  const parameters = (place: string) => {
    const here = (operation.parameters ?? []).filter((it) => it.in === place)
    const of = (schema: Schema) => (place === 'header' ? headerValue : arbitraryOf(schema, resolve, temper))
    return fc.record(Object.fromEntries(here.map(({ name, schema }) => [name, of(schema)])), { requiredKeys: [] })
  }
  const seldom = { weight: temper === 'tame' ? 1 : 9 }
  const body = bodyOf(operation)
  return fc.record({
    path: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, parameters('path').map(asText)),
    query: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, parameters('query').map(asText)),
    header: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { ...seldom, arbitrary: parameters('header') }),
    ...(body ? { body: arbitraryOf(body.schema, resolve, temper).map((value) => JSON.stringify(value)) } : {}),
  })
}

/** What an answer says, but for what differs from one request, or one machine, to the next. */
function toldBy(operation: Operation, { statusCode, headers, body }: LightMyRequestResponse) {
  // The state of the service, and files of a database, are not the same on both.
  if (operation.tags.includes('system') || operation.path.endsWith('/backups')) return { statusCode }
  // Things of one name are in the order of their ids, which may end by chance.
  if (['listPersonas', 'listScenarios', 'listPopularScenarios'].includes(operation.operationId)) return { statusCode }
  // What names the request, a session or an object that was made for it, and how long it took.
  const passing =
    /"request_id":"[^"]*"|"token(_id)?":"[^"]*"|"(user_)?id":"[0-9a-f-]{36}"|"session_id":"[\w-]{32}"|"(latency|generation_time)_ms":\d+|-[0-9a-f]{12}(?=\.webp|")/g
  return { statusCode, etag: headers.etag, body: body.replace(passing, '') }
}

test('no request makes the service fail, and both databases answer it alike', async (t) => {
  const [sqlite, postgres] = [await world(t, 'sqlite'), await world(t, 'postgres')]
  const document = documentOf(sqlite.app)
  const validate = validatorOf(document)
  const resolve = schemaIn(document)
  const last = ({ method }: Operation) => Number(method === 'DELETE')
  const operations = operationsOf(document).sort((one, other) => last(one) - last(other))
  const ask = async (operation: Operation, parts = {}) => {
    // One of the operations signs the user out, another one deletes them.
    for (const { deps } of [sqlite, postgres]) await insertExamples(deps.db)
    const request = requestOf(operation, parts)
    const [reply, other] = await Promise.all([sqlite.call(request), postgres.call(request)])
    const told = toldBy(operation, reply)
    if (reply.statusCode >= 500) throw new Error(reply.body)
    if (!isDeepStrictEqual(told, toldBy(operation, other))) throw new Error(`${reply.body}, but Postgres ${other.body}`)
    return reply
  }
  for (const operation of operations.filter((it) => !last(it))) await ask(operation)

  for (const operation of operations) {
    const body = bodyOf(operation)
    const answers: Record<number, number> = {}
    const parts = fc.oneof(partsOf(operation, resolve, 'tame'), partsOf(operation, resolve, 'wild'))
    const property = fc.asyncProperty(parts, async (parts) => {
      const { statusCode } = await ask(operation, parts)
      answers[statusCode] = (answers[statusCode] ?? 0) + 1
      const wrong = body && statusCode < 300 && validate(body.schema, JSON.parse(String(parts.body)))
      if (wrong) throw new Error(`took a body of which ${wrong}`)
    })
    const runs = Math.ceil(numRuns / (slow.includes(operation.operationId) ? 5 : 1))
    const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: runs })
    const counted = Object.entries(answers).map(([status, count]) => `${count} × ${status}`)
    const title = `${operation.operationId}: ${counted.join(', ')} (FUZZ_SEED=${seed})`
    t.notOk(failed, title, { counterexample, error: String(errorInstance) })
  }
})
