import type { Env } from '../../schemas/env/index.ts'
import type { Capability } from '../ports/open.ts'
import { operatorTokenPath } from '../services/operator-token.ts'
import { tokenSecretPath } from '../services/tokens/secret.ts'

export interface Started {
  env: Pick<Env, 'DATA_DIR' | 'ADMIN_TOKEN' | 'JWT_SECRET'>
  version: string
  address: string
  capabilities: Capability[]
}

const upgrade = ({ upgrades, embedded }: Capability) =>
  upgrades
    .map(({ adapter, variables }) => `${variables.join(' + ')} ${embedded ? 'switches to' : 'takes'} ${adapter}`)
    .join(', ')

const served = ({ adapter, fallbacks, embedded, state }: Capability) =>
  `${[adapter, ...fallbacks].join(', then ')}${embedded ? ' (embedded)' : ''}${state === 'ok' ? '' : `, ${state}`}`

/** What serves each capability, and which variable upgrades it: the first thing that a new user sees. */
export function welcome({ env, version, address, capabilities }: Started): string {
  const rows = capabilities.map((it) => [it.capability, served(it), upgrade(it)])
  const width = (index: number) => Math.max(...rows.map((row) => row[index]?.length ?? 0))
  const table = rows.map(([a = '', b = '', c = '']) =>
    `    ${a.padEnd(width(0))}  ${b.padEnd(width(1))}  ${c}`.trimEnd(),
  )
  const isDataHere = capabilities.some(({ capability, embedded }) => capability === 'database' && embedded)
  const lines = [
    '',
    `  Lorekeep ${version} listens on ${address}`,
    `  Try it: ${address}/docs${isDataHere ? `     Data: ${env.DATA_DIR}` : ''}`,
    ...(env.ADMIN_TOKEN ? [] : [`  Operator's token: ${operatorTokenPath(env)}`]),
    ...(env.JWT_SECRET ? [] : [`  Users' tokens are signed with: ${tokenSecretPath(env)}`]),
    '',
    ...table,
    '',
    '',
  ]
  return lines.join('\n')
}
