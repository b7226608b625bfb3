import type { InjectOptions } from 'fastify'
import { type Test, test } from 'tap'
import { documentOf, type Operation, operationsOf, type Schema } from '../fixtures/contract.ts'
import { resetTables } from '../fixtures/empty-tables.ts'
import { insertExamples } from '../fixtures/example-calls.ts'
import { sqlTexts } from '../fixtures/odd-texts.ts'
import { asOperator, bodyOf, membersOf, requestOf, schemaIn } from '../fixtures/requests.ts'
import { asUser, bearerOf, strangerUser } from '../fixtures/users.ts'
import { onBoth, type World } from '../fixtures/world.ts'

type Who = 'anonymous' | 'owner' | 'another user' | 'operator'
const headersOf: Record<Who, Record<string, string | undefined>> = {
  anonymous: { authorization: undefined },
  'another user': bearerOf(strangerUser.id),
  operator: asOperator,
  // Last: what the others may not do leaves things as they are.
  owner: asUser,
}

/** Operations on a thing of another that serve more than its owner, by who they serve. */
const shared: Record<string, Who[]> = {
  featureImage: ['operator'],
  deleteImage: ['operator'],
  restoreImage: ['operator'],
  // The example is a persona that comes with the service, and that all may meet.
  readPersona: ['anonymous', 'another user', 'operator'],
  updatePersona: ['operator'],
  deletePersona: ['operator'],
  refuseCalls: ['operator'],
  allowCalls: ['operator'],
}

const schemesOf = ({ security }: Operation) => security.flatMap((it) => Object.keys(it))
const isOpen = ({ security }: Operation) => security.length === 0 || security.some((it) => Object.keys(it).length === 0)
const knowsOwners = (operation: Operation) => operation.security.length > 0 && schemesOf(operation).includes('user')

/** The status that the contract's policy asks for; undefined: any success. */
function policy(operation: Operation, who: Who): number | undefined {
  const schemes = schemesOf(operation)
  if (who === 'anonymous' && !isOpen(operation)) return 401
  if (who === 'operator' && !isOpen(operation) && !schemes.includes('operator')) return 403
  if (who !== 'anonymous' && who !== 'operator' && !isOpen(operation) && !schemes.includes('user')) return 403
  const isAnothers = operation.path.includes('{') && knowsOwners(operation) && who !== 'owner'
  if (!isAnothers || shared[operation.operationId]?.includes(who) || !operation.responses[404]) return undefined
  return 404
}

/** Lets the owner have one of each thing that the operation is about. */
async function giveOwner({ call, deps, engine }: World, operations: Operation[], operation: Operation) {
  await resetTables(deps, engine)
  const ofTag = operations.filter(({ tags }) => tags[0] === operation.tags[0])
  const posts = ofTag.filter(({ method, path }) => method === 'POST' && !path.includes('{'))
  const creators = [...posts, ...ofTag.filter(({ method }) => method === 'PUT')]
  for (const creator of creators.filter((it) => it !== operation && knowsOwners(it))) {
    await call(requestOf(creator, { header: asUser }))
    await insertExamples(deps.db)
  }
}

test('who may do what', async (t) => {
  onBoth(
    t,
    'each operation serves whom the contract names, and no other; what is another’s is 404',
    async (t, world) => {
      const operations = operationsOf(documentOf(world.app))
      let cells = 0
      for (const operation of operations) {
        await giveOwner(world, operations, operation)
        for (const who of Object.keys(headersOf) as Who[]) {
          if (operation.operationId === 'linkEmail' && who === 'owner') continue
          const { statusCode, body } = await world.call(requestOf(operation, { header: headersOf[who] }))
          const expected = policy(operation, who)
          const isSuccess = statusCode < 300 || isOwnConflict(operation, who, statusCode)
          const isRight = expected === undefined ? isSuccess : statusCode === expected
          t.ok(isRight, `${operation.operationId} by ${who}: ${expected ?? '2xx'}`, { statusCode, body })
          if (isSuccess && operation.method !== 'GET') await giveOwner(world, operations, operation)
          cells++
        }
      }
      t.comment(`${cells} cells of ${operations.length} operations`)
    },
  )

  onBoth(t, 'no member that the service owns is taken from a body', async (t, { app, call }) => {
    const document = documentOf(app)
    const resolve = schemaIn(document)
    const owned = ['id', 'user_id', 'owner', 'role', 'is_admin', 'adminBypass', 'credits', 'balance', 'cost_micro_usd']
    const more = [
      'created_by',
      'created_at',
      'updated_at',
      'token_version',
      'email_verified',
      'use_count',
      'total_calls',
    ]
    for (const operation of operationsOf(document)) {
      const body = bodyOf(operation)
      const schema = body && resolve(body.schema)
      if (!body || schema?.additionalProperties !== false) continue
      const known = Object.keys((schema.properties ?? {}) as object)
      for (const member of [...owned, ...more].filter((it) => !known.includes(it))) {
        const reply = await call(requestOf(operation, { body: { ...(body.example as object), [member]: 1 } }))
        const told = reply.json().details?.some(({ path }: { path: string }) => path === `body.${member}`)
        t.ok(reply.statusCode === 400 && told, `${operation.operationId} refuses ${member}`, { body: reply.body })
      }
    }
  })

  onBoth(t, 'text that looks like SQL is stored as it is, or refused', async (t, world) => {
    const document = documentOf(world.app)
    const resolve = schemaIn(document)
    for (const operation of operationsOf(document)) {
      const body = bodyOf(operation)
      if (!body || operation.operationId === 'importBrowserData') continue
      for (const member of membersOf(resolve, body.schema, body.example).filter(({ schema }) =>
        isText(resolve(schema)),
      ))
        for (const vector of slow.includes(operation.operationId) ? sqlTexts.slice(0, 2) : sqlTexts)
          await sendVector(t, world, operation, member, vector)
    }
    const users = await world.deps.db.selectFrom('users').select('id').execute()
    t.ok(users.length > 0)
  })
})

/** A guest's operation by a user with an email. */
const isOwnConflict = ({ operationId }: Operation, who: Who, status: number) =>
  operationId === 'linkEmail' && who === 'another user' && status === 409

const isText = ({ type, enum: words }: Schema) => type === 'string' && words === undefined

/** Operations that paint, which takes a hundred times as long as others. */
const slow = ['generateImage', 'generateScene']

async function sendVector(
  t: Test,
  { call, deps }: World,
  operation: Operation,
  { path, replaced }: ReturnType<typeof membersOf>[number],
  vector: string,
) {
  await insertExamples(deps.db)
  const request: InjectOptions = requestOf(operation, { body: replaced(vector) })
  const { statusCode, body } = await call(request)
  t.ok(statusCode < 500, `${operation.operationId} with ${path} = ${vector}: ${statusCode}`, { body })
  t.notMatch(body, /\$argon2id|SQLITE|syntax error|pg_/i)
}
