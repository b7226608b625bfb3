import { isRefusedByPostgres } from './errors.ts'

/** Calls in one statement: bounds the memory of one result. */
const MAX_CALLS = 64

/** Characters of the rows of one statement. A single call may exceed it. */
const MAX_CHARACTERS = 1_000_000

/** Statements of one kind that run at once. Further calls wait and form the next batch. */
const MAX_UNDER_WAY = 3

interface Call<P, R> {
  params: P
  /** The row as JSON, for the statement. */
  row: string
  key: string | undefined
  resolve(row: R | undefined): void
  reject(error: unknown): void
}

export interface Statements<P, R> {
  rowOf(params: P): string
  /** Two calls with the same key must not be in one statement. Undefined where they may. */
  keyOf?(params: P): string
  /** Resolves to one result per row, in the order of the rows. */
  together(rows: string[], keys: (string | undefined)[]): Promise<(R | undefined)[]>
  alone(params: P): Promise<R | undefined>
}

/**
 * Sends the calls of one turn of the event loop as one statement. A rejected statement had no effect, so each of its
 * calls is sent again alone: a failing call does not affect the others.
 */
export class Batches<P, R> {
  readonly #statements: Statements<P, R>
  #waiting: Call<P, R>[] = []
  #underWay = 0
  /** Keys of the statements under way: a further call with one of them would overtake it, or wait for it in the server. */
  readonly #keysUnderWay = new Set<string>()
  #isScheduled = false

  constructor(statements: Statements<P, R>) {
    this.#statements = statements
  }

  call(params: P): Promise<R | undefined> {
    const { rowOf, keyOf } = this.#statements
    return new Promise((resolve, reject) => {
      this.#waiting.push({ params, row: rowOf(params), key: keyOf?.(params), resolve, reject })
      this.#schedule()
    })
  }

  /** Sends at the end of the turn, when all of its calls have arrived. */
  #schedule() {
    if (this.#isScheduled || this.#underWay >= MAX_UNDER_WAY) return
    this.#isScheduled = true
    setImmediate(this.#sendAll)
  }

  readonly #sendAll = () => {
    this.#isScheduled = false
    while (this.#underWay < MAX_UNDER_WAY) {
      const calls = this.#next()
      if (calls.length === 0) return
      void this.#send(calls)
    }
  }

  /** Never rejects: each call is resolved or rejected. */
  async #send(calls: Call<P, R>[]) {
    this.#underWay++
    if (calls.length === 1) await this.#sendAlone(calls)
    else await this.#sendTogether(calls)
    this.#underWay--
    for (const { key } of calls) if (key !== undefined) this.#keysUnderWay.delete(key)
    if (this.#waiting.length > 0) this.#schedule()
  }

  async #sendTogether(calls: Call<P, R>[]) {
    try {
      const keys = calls.map(({ key }) => key)
      const answers = await this.#statements.together(
        calls.map(({ row }) => row),
        keys,
      )
      for (const [index, { resolve }] of calls.entries()) resolve(answers[index])
    } catch (error) {
      if (isRefusedByPostgres(error)) return this.#sendAlone(calls)
      // A statement without an answer may have had an effect, so it is not sent again.
      for (const { reject } of calls) reject(error)
    }
  }

  async #sendAlone(calls: Call<P, R>[]) {
    const { alone } = this.#statements
    await Promise.all(calls.map(({ params, resolve, reject }) => alone(params).then(resolve, reject)))
  }

  /**
   * The calls of the next statement, taken from those that wait. A further call with a key that is under way goes on
   * waiting: writes of one row are made in the order of their calls. Sorted by key, so that the statements of two processes
   * lock their rows in one order and cannot wait for each other.
   */
  #next(): Call<P, R>[] {
    const calls: Call<P, R>[] = []
    const rest: Call<P, R>[] = []
    let characters = 0
    for (const call of this.#waiting) {
      characters += call.row.length
      const isFull = calls.length > 0 && (calls.length >= MAX_CALLS || characters > MAX_CHARACTERS)
      if (isFull || (call.key !== undefined && this.#keysUnderWay.has(call.key))) rest.push(call)
      else {
        calls.push(call)
        if (call.key !== undefined) this.#keysUnderWay.add(call.key)
      }
    }
    this.#waiting = rest
    return calls.sort(({ key: one = '' }, { key: other = '' }) => (one < other ? -1 : Number(one > other)))
  }
}
