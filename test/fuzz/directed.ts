import type { InjectOptions } from 'fastify'
import { type Document, type Operation, operationsOf } from '../fixtures/contract.ts'
import { requestOf } from '../fixtures/requests.ts'

/** A request made of the contract's example with one thing wrong, and the statuses that may answer it. */
export interface Directed {
  check: string
  request: InjectOptions
  expected: number[]
  /** What the header Allow has to say. */
  allow?: string[]
}

const isOpen = ({ security }: Operation) => security.length === 0 || security.some((it) => Object.keys(it).length === 0)

/** Callers without a right token. */
function withoutRights(operation: Operation): Directed[] {
  if (!operation.responses[401]) return []
  const by = (authorization: string | undefined): Directed => ({
    check: 'ignored_auth',
    request: requestOf(operation, { header: { authorization } }),
    expected: [401],
  })
  const wrong = ['Bearer not-a-token', 'Bearer', 'Basic YTpi'].map(by)
  return isOpen(operation) ? wrong : [by(undefined), ...wrong]
}

/** Query parameters that come twice, and one that the contract does not name. */
function oddQueries(operation: Operation): Directed[] {
  const request = requestOf(operation)
  const url = String(request.url)
  const more = (query: string) => ({ ...request, url: `${url}${url.includes('?') ? '&' : '?'}${query}` })
  const query = (operation.parameters ?? []).filter((it) => it.in === 'query')
  const twice = query.map(({ name }) => more(`${name}=1&${name}=2`))
  return [...twice, more('not_in_the_contract=1')].map((request) => ({
    ...{ check: 'parameter_pollution', request, expected: [400] },
  }))
}

/** Ids that are none: with a query in them, cut short, doubled, an object, or with NUL. */
function oddIds(operation: Operation): Directed[] {
  const inPath = (operation.parameters ?? []).filter((it) => it.in === 'path')
  if (inPath.length === 0) return []
  const request = requestOf(operation)
  const url = String(request.url).split('?')[0] as string
  const last = url.split('/').at(-1)
  const at = (url: string, expected: number[]): Directed => ({
    ...{ check: 'invalid_dynamic_object', request: { ...request, url }, expected },
  })
  const odd = ['{}', '\u0000', 'a\u0000b'].flatMap((id) =>
    inPath.map(({ name }) => requestOf(operation, { path: { [name]: id } }).url as string),
  )
  return [
    at(`${url}?injected_query_string=123`, [400]),
    at(`${url}??`, [400]),
    at(`${url}/?/`, [400, 404]),
    at(`${url}/${last}`, [400, 404, 405]),
    ...odd.map((url) => at(url, [400, 404])),
  ]
}

/** OPTIONS tells the methods that the contract has for the address. */
function options({ path }: Operation, document: Document): Directed[] {
  const here = operationsOf(document).filter((it) => it.path === path)
  const allow = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const request = { method: 'OPTIONS', url: requestOf(here[0] as Operation).url } as const
  return [{ check: 'allow_header_conformance', request, expected: [204], allow: [...allow, 'OPTIONS'].sort() }]
}

export const directedOf = (document: Document, operation: Operation): Directed[] => [
  ...withoutRights(operation),
  ...oddQueries(operation),
  ...oddIds(operation),
  ...options(operation, document),
]
