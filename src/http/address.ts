/**
 * Rate-limit key of an IP address: IPv4 as it is; of IPv6 the /64, within which one caller has any number of addresses,
 * behind its /48, as `network/host`.
 */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return ip
  const groups = groupsOf(ip.toLowerCase())
  const isMapped = groups[5] === 'ffff' && groups.slice(0, 5).every((group) => group === '0')
  if (isMapped) return dotted(groups.slice(6))
  return `${groups.slice(0, 3).join(':')}/${groups[3]}`
}

/** The eight groups, without leading zeros. */
function groupsOf(ip: string): string[] {
  const [head = '', tail] = withoutDots(ip).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, ''))
}

/** The last 32 bits may be written as IPv4. */
const withoutDots = (ip: string) =>
  ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_all, a, b, c, d) => `${hex(a, b)}:${hex(c, d)}`)

const hex = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)

const dotted = (groups: string[]) =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .map((bits) => `${bits >> 8}.${bits & 255}`)
    .join('.')
