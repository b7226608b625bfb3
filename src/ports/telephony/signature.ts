import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Form, SignedRequest } from './port.ts'

/** Each name with each of its values, in the order of names; values that a name has twice count once. */
const signedTextOf = (params: Form) =>
  Object.keys(params)
    .sort()
    .flatMap((name) => [...new Set([params[name] as string | string[]].flat())].sort().map((value) => name + value))
    .join('')

/** Twilio's signature of a request, as bytes. */
export const sign = (token: string, url: string, params: Form = {}) =>
  createHmac('sha1', token)
    .update(url + signedTextOf(params))
    .digest()

interface Check {
  /** PUBLIC_URL, without a slash at its end. */
  base: string
  /** The auth token, and the one before it during a change. */
  tokens: readonly string[]
}

/**
 * Whether a request was signed with one of the tokens. The carrier signs the address that it was given: what a request
 * says of its host or its scheme is not looked at. Takes as long for a wrong signature as for a right one.
 */
export function isSignedBy({ base, tokens }: Check, { path, params, signature, isSocket = false }: SignedRequest) {
  const sent = bytesOf(signature)
  if (!sent) return false
  const urls = isSocket ? socketUrlsOf(base + path) : withAndWithoutPort(base + path)
  const isEach = tokens.flatMap((token) => urls.map((url) => timingSafeEqual(sign(token, url, params), sent)))
  return isEach.includes(true)
}

/** The 20 bytes of a signature; undefined for any other text, of which `Buffer` decodes what it can. */
function bytesOf(signature = '') {
  return /^[A-Za-z0-9+/]{27}=$/.test(signature) ? Buffer.from(signature, 'base64') : undefined
}

const authority = /^(\w+:\/\/)(\[[^\]]*\]|[^/:?]*)(:\d+)?/
const defaultPorts: Record<string, string> = { 'http://': '80', 'https://': '443', 'ws://': '80', 'wss://': '443' }

/** The carrier signs some addresses with a port and some without, whichever it was given. */
function withAndWithoutPort(url: string) {
  const [whole = '', scheme = '', host = '', port = `:${defaultPorts[scheme]}`] = authority.exec(url) ?? []
  const rest = url.slice(whole.length)
  return [scheme + host + rest, scheme + host + port + rest]
}

/** For a socket, the scheme is that of sockets, and a slash may stand at the end. */
function socketUrlsOf(url: string) {
  const address = url.replace(/^http/, 'ws')
  return [address, address.endsWith('/') ? address.slice(0, -1) : `${address}/`].flatMap(withAndWithoutPort)
}
