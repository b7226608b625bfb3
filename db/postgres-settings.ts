import type { Lease } from './postgres-pool.ts'

/** Settings of each connection: a commit is on disk before it is confirmed, and values have one text form. */
const requiredOptions = '-c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8 -c synchronous_commit=on'

/** The `options` of the URL followed by ours, which win: node-postgres would use those of the URL alone. */
export function startupOptions(url: string): string {
  const ofUrl = new URL(url).searchParams.get('options')
  return ofUrl ? `${ofUrl} ${requiredOptions}` : requiredOptions
}

interface Settings {
  pid: number
  server_encoding: string
  client_encoding: string
  date_style: string
  synchronous_commit: string
  fsync: string
  full_page_writes: string
}

const query = `select pg_backend_pid() as pid, current_setting('server_encoding') as server_encoding,
  current_setting('client_encoding') as client_encoding, current_setting('DateStyle') as date_style,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes`

/** Checks the settings that durability and text formats depend on. Throws when one is unusable; resolves to warnings. */
export async function verifySettings(lease: Lease, behindPooler: boolean): Promise<string[]> {
  const [settings] = (await lease.query(query)).rows as [Settings]
  const fault = faultOf(settings)
  if (fault) throw new Error(fault)
  const unsafe = (['fsync', 'full_page_writes'] as const).filter((name) => settings[name] === 'off')
  const warnings = unsafe.map((name) => `Postgres runs with ${name}=off: a power cut loses or damages saved data`)
  // A pooler reports its own process id instead of the server's.
  if (!behindPooler && lease.processID !== settings.pid)
    warnings.push('A connection pooler stands before Postgres: in transaction mode, set DATABASE_POOLER=transaction')
  return warnings
}

function faultOf({ server_encoding, client_encoding, date_style, synchronous_commit }: Settings): string | undefined {
  if (server_encoding !== 'UTF8')
    return `the database has the encoding ${server_encoding}: create one with encoding 'UTF8'`
  if (client_encoding !== 'UTF8') return `client_encoding is ${client_encoding}: set it to UTF8 for this role`
  if (!date_style.startsWith('ISO')) return `DateStyle is ${date_style}: set it to ISO for this role`
  if (synchronous_commit === 'off') return 'synchronous_commit is off: set it to on for this role'
  return undefined
}

/** Whether a pooler in transaction mode refused our connection settings; the message is PgBouncer's. */
export const isPoolersRefusal = (error: unknown) =>
  error instanceof Error && /unsupported startup parameter/i.test(error.message)
