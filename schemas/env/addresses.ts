import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { prose } from '../prose.ts'
import { type Rule, text } from './variable.ts'

const notUrl = 'is not a URL; a special character in its password must be percent-encoded'

/** Rule for a URL that begins with one of these. Its message names the usual mistake: special characters in a password. */
export const urlWith =
  (...beginnings: string[]): Rule =>
  (value) => {
    const beginning = beginnings.find((it) => value.startsWith(it))
    if (!beginning) return `must begin with ${listed(beginnings)}`
    if (value === beginning) return `must not end after ${beginning}`
    return beginning.endsWith('://') && !URL.canParse(value) ? notUrl : undefined
  }

const listed = (words: string[]) => [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ')

const privateAddresses = new BlockList()
for (const [address, bits, family] of [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  privateAddresses.addSubnet(address, bits, family)

/** Whether a host is this machine or on a private network. Traffic to any other host has to be encrypted. */
function isPrivateHost(hostname: string) {
  const address = hostname.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  if (version !== 0) return privateAddresses.check(address, version === 4 ? 'ipv4' : 'ipv6')
  return !hostname.includes('.') || /\.(internal|local|localhost)$/.test(hostname)
}

const withoutPassword: Rule = (value) => {
  const { username, password } = new URL(value)
  return username || password
    ? 'must not contain a user name or a password: the key is a variable of its own'
    : undefined
}

const encrypted: Rule = (value, { isProduction }) => {
  const { protocol, hostname } = new URL(value)
  return isProduction && protocol === 'http:' && !isPrivateHost(hostname)
    ? 'must be https in production: a key travels with each request'
    : undefined
}

/** The base URL of a provider: in production https, unless it is loopback or on a private network. */
export const webAddress = (description: string) =>
  text(description, { rules: [urlWith('http://', 'https://'), withoutPassword, encrypted] })

const bareAddress: Rule = (value) => (/[?#]/.test(value) ? 'must be an address without a query' : undefined)

const alwaysEncrypted: Rule = (value, { isProduction }) =>
  isProduction && !value.startsWith('https://') ? 'must be https in production: others call it' : undefined

/** Where others reach this service: https in production, wherever it is. */
export const publicAddress = (description: string) =>
  text(description, { rules: [urlWith('http://', 'https://'), withoutPassword, bareAddress, alwaysEncrypted] })

function isNetwork(value: string) {
  const [address = '', bits, ...more] = value.split('/')
  if (more.length > 0 || !(isIPv4(address) || isIPv6(address))) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128)
}

/** A number of proxies, or the networks that they are in. */
export const proxies: Rule = (value) =>
  /^\d{1,2}$/.test(value) || value.split(/\s*,\s*/).every(isNetwork)
    ? undefined
    : 'must be a number of proxies, or addresses like 10.0.0.0/8'

/** Schemes that are never the origin of a page. */
const notOrigin = /^(file|data|blob|about|javascript|ws|wss|ftp):/

/** An origin as a browser or an app's web view sends it. */
function isOrigin(value: string) {
  if (/^https?:/.test(value)) return !value.includes('*') && URL.canParse(value) && new URL(value).origin === value
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(value) && !notOrigin.test(value)
}

/** Origins of ALLOWED_ORIGINS; `none` stands for an empty list. */
const originsIn = (value = 'none') => (value === 'none' ? [] : value.split(/\s*,\s*/))

export const origins: Rule = (value) =>
  originsIn(value).every(isOrigin)
    ? undefined
    : prose`
        must be origins as a browser sends them, e.g. https://game.example or capacitor://localhost: lower case,
        without a path; or none, for a game that runs in no browser`
