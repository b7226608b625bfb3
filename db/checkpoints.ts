import { Worker } from 'node:worker_threads'

/** Milliseconds between two checkpoints. */
const EVERY_MS = 500

/**
 * Pages in SQLite's log at which the writer makes a checkpoint itself: only while the thread cannot keep up, for the
 * log begins again at its start as soon as all of it has been moved.
 */
export const BACKSTOP_PAGES = 32_000

/**
 * Moves committed pages from SQLite's log into the database file, on a thread of its own. Left to SQLite, every few
 * commits the one that crosses a thousand pages moves them, and every request waits for it.
 */
export class Checkpoints {
  readonly #thread: Worker
  readonly #ended: Promise<unknown>

  constructor(path: string) {
    const file = new URL('./checkpointer.mjs', import.meta.url)
    this.#thread = new Worker(file, { workerData: { path, everyMs: EVERY_MS } })
    this.#ended = new Promise((resolve) => this.#thread.once('exit', resolve))
    // Without the thread, the writer's backstop still limits the size of the log.
    this.#thread.on('error', () => {})
    this.#thread.unref()
  }

  async close() {
    this.#thread.ref()
    this.#thread.postMessage('stop')
    await this.#ended
  }
}
