import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { type Operation, operationsOf } from '../fixtures/contract.ts'
import { bodyOf, requestOf, schemaIn } from '../fixtures/requests.ts'
import { type Refused, refusedBy } from '../fixtures/validity.ts'
import { answerChecks } from './answers.ts'
import { directedOf } from './directed.ts'
import { Fault } from './fault.ts'
import { followUp } from './follow-ups.ts'
import type { Pair } from './pair.ts'
import { type Parts, partsOf } from './parts.ts'

/** Operations that take a hundred times as long as others: a fifth of the cases. */
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

export interface Found {
  operationId: string
  check: string
  message: string
  request: unknown
}

export interface Outcome {
  operationId: string
  cases: number
  statuses: Record<number, number>
  slowestMs: number
  found: Found[]
}

export interface RoundOptions {
  seed: number
  /** About so many cases over all operations. */
  cases: number
  onCase?(): void
}

/** What is looked at, by the names that testers of contracts give it. */
export const answersChecked = [
  ...['conformance', 'parity', ...Object.keys(answerChecks), 'ignored_auth', 'parameter_pollution'],
  ...['invalid_dynamic_object', 'allow_header_conformance', 'ensure_resource_availability', 'use_after_free'],
  ...['idempotent_put', 'refusals_change_nothing'],
]

const last = ({ method }: Operation) => Number(method === 'DELETE')

/** Cases of each operation. */
const weightOf = ({ operationId }: Operation) => (slow.includes(operationId) ? 0.2 : 1)

/** All operations of the contract, so many cases: directed ones first, then generated ones. */
export async function* fuzzRound(
  pair: Pair,
  { seed, cases, onCase = () => {} }: RoundOptions,
): AsyncGenerator<Outcome> {
  const { document } = pair
  const operations = operationsOf(document).sort((one, other) => last(one) - last(other))
  const refused = refusedBy(document)
  await pair.reset()
  for (const operation of operations.filter((it) => !last(it))) {
    await pair.ask(operation, requestOf(operation))
    await pair.renew()
  }
  const directed = new Map(operations.map((it) => [it, directedOf(document, it)]))
  const planned = [...directed.values()].reduce((sum, { length }) => sum + length, 0)
  const weights = operations.reduce((sum, it) => sum + weightOf(it), 0)
  const each = Math.max(5, (cases - planned) / weights)
  for (const operation of operations) {
    const outcome: Outcome = { operationId: operation.operationId, cases: 0, statuses: {}, slowestMs: 0, found: [] }
    const it = new Asking(pair, operation, refused, outcome, onCase)
    for (const one of directed.get(operation) ?? []) await it.directed(one)
    await it.generated(seed, Math.ceil(each * weightOf(operation)))
    yield outcome
  }
}

/** The cases of one operation. */
class Asking {
  readonly #pair: Pair
  readonly #operation: Operation
  readonly #refused: Refused
  readonly #outcome: Outcome
  readonly #onCase: () => void

  constructor(pair: Pair, operation: Operation, refused: Refused, outcome: Outcome, onCase: () => void) {
    this.#pair = pair
    this.#operation = operation
    this.#refused = refused
    this.#outcome = outcome
    this.#onCase = onCase
  }

  async directed({ check, request, expected, allow }: ReturnType<typeof directedOf>[number]) {
    try {
      const { statusCode, headers, body } = await this.#send(request, null)
      if (!expected.includes(statusCode)) throw new Fault(check, `${statusCode} instead of ${expected}: ${body}`)
      const told = String(headers.allow).split(', ').sort().join()
      if (allow && told !== allow.join()) throw new Fault(check, `Allow: ${told} instead of ${allow}`)
    } catch (error) {
      this.#tell(error, request)
    }
  }

  async generated(seed: number, numRuns: number) {
    const resolve = schemaIn(this.#pair.document)
    const parts = fc.oneof(partsOf(this.#operation, resolve, 'tame'), partsOf(this.#operation, resolve, 'wild'))
    const property = fc.asyncProperty(parts, (parts) => this.#case(parts))
    const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns })
    if (failed) this.#tell(errorInstance, counterexample?.[0])
  }

  async #case(parts: Parts) {
    const request = requestOf(this.#operation, parts)
    const refused = this.#refused(this.#operation, parts)
    const watch = this.#operation.method === 'GET' ? undefined : this.#pair.unchanged.begin()
    const reply = await this.#send(request, refused)
    const { method } = this.#operation
    if (reply.statusCode < 300 && method !== 'GET') {
      await followUp(this.#pair, this.#operation, request, reply)
      await this.#pair.renew()
    }
    if (reply.statusCode >= 400) await watch?.(() => this.#pair.ask(this.#operation, request))
  }

  async #send(request: InjectOptions, refused: string | undefined | null) {
    const startedAt = performance.now()
    const reply = await this.#pair.ask(this.#operation, request)
    const { statuses } = this.#outcome
    this.#outcome.slowestMs = Math.max(this.#outcome.slowestMs, performance.now() - startedAt)
    statuses[reply.statusCode] = (statuses[reply.statusCode] ?? 0) + 1
    this.#outcome.cases++
    this.#onCase()
    const hasPayload = bodyOf(this.#operation) !== undefined
    this.#pair.check({ operation: this.#operation, hasPayload, refused, reply })
    return reply
  }

  #tell(error: unknown, request: unknown) {
    const check = error instanceof Fault ? error.check : 'unexpected'
    const message = error instanceof Error ? error.message : String(error)
    this.#outcome.found.push({ operationId: this.#operation.operationId, check, message, request })
  }
}
