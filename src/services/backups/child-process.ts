import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Snapshot } from '../../../db/snapshot/snapshot.ts'
import type { DatabaseEnv } from './database.ts'
import { BackupFailure, type BackupFailureKind } from './failure.ts'
import type { FileSum } from './files.ts'
import type { Manifest } from './manifest.ts'
import type { OnStep, Step } from './progress.ts'

/** What the process is asked to do, one thing after another. Secrets go this way: arguments of a process are public. */
export type Task =
  | { do: 'snapshot'; env: DatabaseEnv; folder: string }
  | { do: 'sums'; folder: string; names: string[] }
  | { do: 'verify'; folder: string; manifest: Manifest }

export type Reply = { step: Step; share: number } | { result: Result } | { kind: BackupFailureKind; message: string }

type Result = Snapshot | FileSum[] | number

export interface ChildTasks {
  snapshot(env: DatabaseEnv, folder: string): Promise<Snapshot>
  sums(folder: string, names: string[]): Promise<FileSum[]>
  /** Answers how many copies of objects are missing or damaged. */
  verify(folder: string, manifest: Manifest): Promise<number>
}

interface Options {
  onStep: OnStep
  signal?: AbortSignal | undefined
}

const entry = fileURLToPath(new URL('./child.ts', import.meta.url))
/** Requests go first where there is more work than cores. */
const NICE = 5

/**
 * Lends a process of its own, for what would block the service: SQLite runs on the thread that calls it, and sums take
 * processor time. The process is gone when this resolves; the signal ends it.
 */
export async function withChild<T>({ onStep, signal }: Options, run: (tasks: ChildTasks) => Promise<T>): Promise<T> {
  signal?.throwIfAborted()
  const child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  child.once('spawn', () => makeNice(child))
  const gone = new Promise((resolve) => child.once('exit', resolve).on('error', resolve))
  const end = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', end, { once: true })
  const ask = (task: Task) => answerOf(child, task, onStep)
  try {
    return await run({
      snapshot: async (env, folder) => (await ask({ do: 'snapshot', env, folder })) as Snapshot,
      sums: async (folder, names) => (await ask({ do: 'sums', folder, names })) as FileSum[],
      verify: async (folder, manifest) => (await ask({ do: 'verify', folder, manifest })) as number,
    })
  } finally {
    signal?.removeEventListener('abort', end)
    end()
    await gone
  }
}

/** Never throws: the process may have ended already. */
function makeNice({ pid }: ChildProcess) {
  try {
    if (pid !== undefined) setPriority(pid, NICE)
  } catch {
    // Its end is met where its answer is awaited.
  }
}

async function answerOf(child: ChildProcess, task: Task, onStep: OnStep): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const ended = () => reject(new BackupFailure('failed', 'the process that makes it was ended'))
  const onReply = (reply: Reply) => {
    if ('step' in reply) onStep(reply.step, reply.share)
    else if ('result' in reply) resolve(reply.result)
    else reject(new BackupFailure(reply.kind, reply.message))
  }
  if (child.exitCode !== null || child.signalCode !== null) ended()
  child.on('message', onReply).once('exit', ended).once('error', ended)
  child.send(task, () => {})
  return promise.finally(() => child.off('message', onReply).off('exit', ended).off('error', ended))
}
