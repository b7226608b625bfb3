import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname, join } from 'node:path'

/** Nothing of the service's own environment, which has its secrets. */
const env = {
  UV_THREADPOOL_SIZE: '4',
  // Each further arena keeps what its threads have freed.
  MALLOC_ARENA_MAX: '2',
}

/** Undefined when the system cannot start another process now. */
export function startChild(): ChildProcess | undefined {
  const cache = getCompileCacheDir()
  try {
    const child = fork(join(import.meta.dirname, 'child.ts'), {
      serialization: 'advanced',
      execArgv: [],
      // The cache's own folder is one for the version of Node, below the one that is set.
      env: cache ? { ...env, NODE_COMPILE_CACHE: dirname(cache) } : env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.once('error', () => {})
    return child.pid === undefined ? undefined : child
  } catch {
    return undefined
  }
}
