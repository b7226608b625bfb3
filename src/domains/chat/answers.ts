import type { Writing } from './reply.ts'
import { type Log, type Needs, RunningAnswer } from './running.ts'
import type { MessageRow } from './store.ts'

/** The answers that this process writes. */
export interface Answers {
  begin(row: MessageRow, write: (signal: AbortSignal) => Writing, log: Log): void
  find(id: number): RunningAnswer | undefined
  /** Aborts when the process stops: who reads the answers of other processes is sent to one of those. */
  readonly closing: AbortSignal
  readonly size: number
  /** Ends all, with what is written, and waits until that is stored. */
  close(): Promise<void>
}

export function openAnswers(deps: Needs): Answers {
  const running = new Map<number, RunningAnswer>()
  const ended = new Set<Promise<void>>()
  const closing = new AbortController()

  return {
    begin(row, write, log) {
      const answer = new RunningAnswer(deps, row, log)
      running.set(row.id, answer)
      const end = answer.run(write).finally(() => {
        running.delete(row.id)
        ended.delete(end)
      })
      ended.add(end)
      if (closing.signal.aborted) answer.cut('unavailable')
    },
    find: (id) => running.get(id),
    closing: closing.signal,
    get size() {
      return running.size
    },
    async close() {
      for (const answer of running.values()) answer.cut('unavailable')
      await Promise.all(ended)
      closing.abort()
    },
  }
}
