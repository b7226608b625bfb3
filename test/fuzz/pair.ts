import { isDeepStrictEqual } from 'node:util'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { type Document, documentOf, type Operation } from '../fixtures/contract.ts'
import { resetTables } from '../fixtures/empty-tables.ts'
import { insertExamples } from '../fixtures/example-calls.ts'
import { type World, world } from '../fixtures/world.ts'
import { type Answered, answerChecks } from './answers.ts'
import { Fault } from './fault.ts'
import { type Unchanged, watchSqlite } from './unchanged.ts'

/** What the worlds close with, and what a world of its own Postgres lives as long as: a test, or the command. */
export type Keeper = Pick<Test, 'teardown'>

/** The service on both databases. Each request goes to both. */
export interface Pair {
  document: Document
  /** Answers of SQLite. Throws a Fault for an answer of either that breaks the contract or differs from the other. */
  ask(operation: Operation, request: InjectOptions): Promise<LightMyRequestResponse>
  /** The same for an address whose operation is not known: only both answers to the contract. */
  raw(request: InjectOptions): Promise<LightMyRequestResponse>
  /** Runs the checks of answers. */
  check(answered: Answered): void
  /** Puts back the rows that the contract's examples need. */
  renew(): Promise<void>
  /** No row but those. */
  reset(): Promise<void>
  unchanged: Unchanged
  requests: number
}

/** What names the request, a session or an object that was made for it, and how long it took. */
const passing = [
  /"request_id":"[^"]*"/g,
  /"token(_id)?":"[^"]*"/g,
  /"(\w+_)?id":"[0-9a-f-]{36}"/g,
  /"call_sid":"CA[0-9a-f]{32}"/g,
  /"reference":"\w+:[0-9a-f-]{36}"/g,
  /"session_id":"[\w-]{32}"/g,
  /"(latency|generation_time)_ms":\d+/g,
  /-[0-9a-f]{12}(?=\.webp|")/g,
]

/** What an answer says, but for what differs from one request, or one machine, to the next. */
export function toldBy(operation: Operation, { statusCode, headers, body }: LightMyRequestResponse) {
  // The state of the service, and files of a database, are not the same on both.
  if (operation.tags.includes('system') || operation.path.endsWith('/backups')) return { statusCode }
  // Things of one name are in the order of their ids, which may end by chance.
  if (['listPersonas', 'listScenarios', 'listPopularScenarios'].includes(operation.operationId)) return { statusCode }
  return { statusCode, etag: headers.etag, body: passing.reduce((text, one) => text.replace(one, ''), body) }
}

export async function openPair(t: Keeper): Promise<Pair> {
  const problems: string[] = []
  // A case is not a test of its own: what breaks the contract is told with the request that fast-check shrinks to.
  const fail = (problem: string) => problems.push(problem)
  const keeper = { teardown: t.teardown.bind(t), fail } as unknown as Test
  const [first, second]: [World, World] = [await world(keeper, 'sqlite'), await world(keeper, 'postgres')]
  const worlds = [first, second]
  async function both(request: InjectOptions) {
    pair.requests += 2
    const replies = await Promise.all([first.call(request), second.call(request)])
    const problem = problems.splice(0)[0]
    if (problem) throw new Fault('conformance', problem)
    return replies
  }
  const pair: Pair = {
    document: documentOf(first.app),
    unchanged: watchSqlite(t, first),
    requests: 0,
    async ask(operation, request) {
      const [reply, other] = await both(request)
      if (!isDeepStrictEqual(toldBy(operation, reply), toldBy(operation, other)))
        throw new Fault(
          'parity',
          `SQLite ${reply.statusCode} ${reply.body}, but Postgres ${other.statusCode} ${other.body}`,
        )
      return reply
    },
    // Ids differ from one database to the other: only the first is asked.
    raw: (request) => first.call(request),
    check(answered) {
      for (const [name, check] of Object.entries(answerChecks)) {
        const problem = check(answered)
        if (problem) throw new Fault(name, problem)
      }
    },
    async renew() {
      if (pair.unchanged.hasExamples()) return
      await Promise.all(worlds.map(({ deps }) => insertExamples(deps.db)))
      pair.unchanged.hasExamples()
    },
    async reset() {
      await Promise.all(worlds.map(({ deps, engine }) => resetTables(deps, engine)))
      await pair.renew()
    },
  }
  return pair
}
