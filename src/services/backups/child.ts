import type { Reply, Task } from './child-process.ts'
import { snapshotLive } from './database.ts'
import { failureOf } from './failure-of.ts'
import { sumsOf } from './files.ts'
import { verify } from './verify.ts'

/** The process behind child-process.ts: does what it is told, until its parent ends. */
const tell = (reply: Reply) => void process.send?.(reply)

async function run(task: Task) {
  if (task.do === 'verify') return verify(task.folder, task.manifest, (step, share) => tell({ step, share }))
  if (task.do === 'sums') return sumsOf(task.folder, task.names)
  return snapshotLive(task.env, task.folder, (share) => tell({ step: 'snapshot', share }))
}

// A terminal and systemd signal all processes of a service; the parent decides when this one is to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(1))
process.on('message', (task: Task) =>
  run(task)
    .then((result) => tell({ result }))
    .catch((error) => {
      const { kind, message } = failureOf(error)
      tell({ kind, message })
    }),
)
