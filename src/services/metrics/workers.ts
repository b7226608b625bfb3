import cluster from 'node:cluster'
import { AggregatorRegistry } from 'prom-client'
import { metricsText } from './metrics.ts'

/** A worker that gets no answer of the parent process tells what it has counted itself. */
const ANSWER_MS = 5_000

type Ask = { metricsFor: number }
type Answer = { metricsOf: number; text: string }

const isAsk = (message: unknown): message is Ask => typeof (message as Ask | null)?.metricsFor === 'number'
const isAnswer = (message: unknown): message is Answer => typeof (message as Answer | null)?.metricsOf === 'number'

/** In the parent process: sums up what all workers have counted, for the one that was asked. */
export function answerMetrics(): void {
  const all = new AggregatorRegistry()
  cluster.on('message', (worker, message: unknown) => {
    if (!isAsk(message)) return
    all.clusterMetrics().then(
      (text) => worker.isConnected() && worker.send({ metricsOf: message.metricsFor, text } satisfies Answer, () => {}),
      () => {},
    )
  })
}

let lastId = 0

/** Of all workers where there are several: each request for metrics reaches one of them by chance. */
export function openMetrics(): () => Promise<string> {
  const { worker } = cluster
  if (!worker) return metricsText
  // Answers the parent process when it collects.
  new AggregatorRegistry()
  return () =>
    new Promise((resolve) => {
      const id = ++lastId
      const finish = (text: string | Promise<string>) => {
        clearTimeout(timer)
        worker.off('message', listen)
        resolve(text)
      }
      const listen = (message: unknown) => isAnswer(message) && message.metricsOf === id && finish(message.text)
      const timer = setTimeout(() => finish(metricsText()), ANSWER_MS)
      worker.on('message', listen)
      worker.send({ metricsFor: id } satisfies Ask, (error) => error && finish(metricsText()))
    })
}
