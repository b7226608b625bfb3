import type { Capability } from '../ports/open.ts'
import { version } from './version.ts'

type Line = Capability & { state: string }

const upgrade = ({ upgrades, embedded }: Line) =>
  upgrades
    .map(({ adapter, variables }) => `${variables.join(' + ')} ${embedded ? 'switches to' : 'takes'} ${adapter}`)
    .join(', ')

/** What is served where, who serves it, and which variable upgrades it: the first thing a new user sees. */
export function welcome(capabilities: Line[], address: string, dataDir: string): string {
  const columns = capabilities.map((it) => [
    it.capability,
    `${[it.adapter, ...it.backups].join(', then ')}${it.embedded ? ' (embedded)' : ''}${it.state === 'ok' ? '' : `, ${it.state}`}`,
    upgrade(it),
  ])
  const width = (index: number) => Math.max(...columns.map((column) => column[index]?.length ?? 0))
  const table = columns.map(([a = '', b = '', c = '']) =>
    `    ${a.padEnd(width(0))}  ${b.padEnd(width(1))}  ${c}`.trimEnd(),
  )
  return [
    '',
    `  Lorekeep ${version} listens on ${address}`,
    `  Try it: ${address}/docs     Data: ${dataDir}`,
    '',
    ...table,
    '',
    '',
  ].join('\n')
}
