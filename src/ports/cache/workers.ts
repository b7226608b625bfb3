import type { Cluster, Worker } from 'node:cluster'
import { type CountSync, countedAlone } from './counters.ts'
import type { Cache, Count } from './port.ts'

/**
 * Milliseconds without an answer of the parent process after which a worker counts alone. Long, because on a busy machine
 * the answer is late, and a late count is better than a wrong one.
 */
const ANSWER_MS = 2_000

type Question = [key: string, windowMs: number, amount: number]

/** Messages between a worker and its parent process: the counts of one turn of the event loop in one message. */
type Ask = { id: number; count: Question[] }
type Answer = { id: number; counted: Count[] }

const isAsk = (message: unknown): message is Ask => Array.isArray((message as Ask | null)?.count)
const isAnswer = (message: unknown): message is Answer => Array.isArray((message as Answer | null)?.counted)

/** In the parent process: counts for all workers, so that a limit does not grow with their number. */
export function countForWorkers(cluster: Cluster, count: CountSync) {
  cluster.on('message', (worker, message: unknown) => {
    if (!isAsk(message) || !worker.isConnected()) return
    const answer: Answer = { id: message.id, counted: message.count.map((question) => count(...question)) }
    // A worker that has just died needs no answer.
    worker.send(answer, () => {})
  })
}

/** In a worker: counts in the parent process, or alone while that does not answer. */
export function countInParent(worker: Worker, alone: CountSync): Cache['count'] {
  const asked = new Map<number, (counted: Count[] | undefined) => void>()
  let next: { questions: Question[]; counted: Promise<Count[]> } | undefined
  let lastId = 0

  worker.on('message', (message: unknown) => {
    if (isAnswer(message)) asked.get(message.id)?.(message.counted)
  })

  function send(questions: Question[]): Promise<Count[]> {
    const id = ++lastId
    return new Promise((resolve) => {
      const finish = (counted = questions.map((question) => countedAlone(alone(...question)))) => {
        clearTimeout(timer)
        asked.delete(id)
        resolve(counted)
      }
      const timer = setTimeout(finish, ANSWER_MS)
      asked.set(id, finish)
      if (!worker.isConnected()) finish()
      else worker.send({ id, count: questions } satisfies Ask, (error) => error && asked.get(id)?.(undefined))
    })
  }

  /** The questions of this turn, sent when it ends. */
  function beginMessage() {
    const questions: Question[] = []
    const counted = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined
      return send(questions)
    })
    next = { questions, counted }
    return next
  }

  return async (key, windowMs, amount = 1) => {
    const { questions, counted } = next ?? beginMessage()
    const index = questions.push([key, windowMs, amount]) - 1
    return (await counted)[index] as Count
  }
}
