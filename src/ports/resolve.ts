import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP, type LookupFunction } from 'node:net'

/** Time-out of the first of two attempts per server. The second one waits twice as long. */
const FIRST_TRY_MS = 1_500

/** Error codes of a working server that knows no address for the name. */
const unknown = ['ENOTFOUND', 'ENODATA']

const hostsFile = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts'

export interface ResolveOptions {
  /** Name servers in place of the machine's. */
  servers?: string[]
  timeoutMs?: number
  hosts?: string
}

/**
 * Host name to addresses, for `connect`. The system's own lookup blocks one of libuv's four threads until it answers:
 * four calls of a provider whose DNS hangs would stop Postgres and the file system. This one sends its queries from the
 * event loop, and has a time limit. The hosts file comes first; names that no server knows go to the system's lookup,
 * which knows search domains and local names, and answers soon because the servers do.
 */
export function resolver({
  servers,
  timeoutMs = FIRST_TRY_MS,
  hosts = hostsFile,
}: ResolveOptions = {}): LookupFunction {
  return (name, options, done) => {
    const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0)
    const answer = (addresses: LookupAddress[]) => {
      const fitting = addresses.filter((it) => family === 0 || it.family === family)
      const [first] = fitting
      if (!first) done(failure('ENOTFOUND', name), '', 0)
      else if (options.all) done(null, fitting)
      else done(null, first.address, first.family)
    }
    addressesOf(name, { servers, timeoutMs, hosts }).then(
      (addresses) => (addresses ? answer(addresses) : systemLookup(name, options, done)),
      (error) => done(error, '', 0),
    )
  }
}

const failure = (code: string, name: string) => Object.assign(new Error(`${code} ${name}`), { code, syscall: 'lookup' })

/** The addresses of a name. Undefined when hosts file and name servers know none; throws when no server answers. */
async function addressesOf(name: string, { servers, timeoutMs, hosts }: ResolveOptions) {
  if (isIP(name)) return [{ address: name, family: isIP(name) }]
  const local = await inHostsFile(name, hosts as string)
  if (local.length > 0) return local
  // A new resolver for each name: the machine's name servers may change. Rare, because connections are kept open.
  const dns = new Resolver({ timeout: timeoutMs, tries: 2 })
  if (servers) dns.setServers(servers)
  const [four, six] = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)])
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ]
  if (found.length > 0) return found
  const error = [four, six].find((it) => it.status === 'rejected' && !unknown.includes(it.reason.code))
  if (error?.status === 'rejected') throw failure(error.reason.code, name)
}

async function inHostsFile(name: string, file: string): Promise<LookupAddress[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const isNamed = names.some((it) => it.toLowerCase() === name.toLowerCase())
    return isNamed && isIP(address) ? [{ address, family: isIP(address) }] : []
  })
}
