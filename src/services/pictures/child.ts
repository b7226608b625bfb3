import { writeFileSync } from 'node:fs'
import { convert } from './convert.ts'
import type { Conversion, Converted } from './messages.ts'

/** Process that converts one picture after the other. It lives as long as its parent wants, and has nothing to save. */

const send = (converted: Converted) => void process.send?.(converted)

process.on('message', (conversion: Conversion) => convert(conversion).then(send))

// An ordinary exit would wait for the decoder's threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

// A terminal and systemd signal all processes of a service; the parent may still need this one to finish its requests.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

try {
  // When memory runs out, Linux is to end this process and not the service.
  writeFileSync('/proc/self/oom_score_adj', '1000')
} catch {
  // Not Linux, or not allowed.
}
