import fc, { type Arbitrary } from 'fast-check'
import { arbitraryOf, type Temper } from '../fixtures/arbitrary.ts'
import type { Operation, Schema } from '../fixtures/contract.ts'
import { bodyOf } from '../fixtures/requests.ts'

/** Parts of a request that replace those of the contract's example. */
export interface Parts {
  path: Record<string, string>
  query: Record<string, string>
  header: Record<string, string>
  body?: string
}

/** Headers as the protocol can carry them. */
const headerValue = fc.oneof(
  fc.constantFrom('*', '"1"', 'W/"1"', '"1", "2"', '1', '"'),
  fc.stringMatching(/^[!-~]{0,20}$/),
)

/** An object may have a toString that is none. */
const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value)).toWellFormed()
const asText = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]))

/** Every part of a request after its schema. Often it is the example's address, where something is. */
export function partsOf(operation: Operation, resolve: (schema: Schema) => Schema, temper: Temper): Arbitrary<Parts> {
  const parameters = (place: string) => {
    const here = (operation.parameters ?? []).filter((it) => it.in === place)
    const of = (schema: Schema) => (place === 'header' ? headerValue : arbitraryOf(schema, resolve, temper).map(textOf))
    return fc.record(Object.fromEntries(here.map(({ name, schema }) => [name, of(schema)])), { requiredKeys: [] })
  }
  const seldom = { weight: temper === 'tame' ? 1 : 9 }
  const none = fc.constant({})
  const body = bodyOf(operation)
  return fc.record({
    path: fc.oneof({ weight: 5, arbitrary: none }, parameters('path').map(asText)),
    query: fc.oneof({ weight: 3, arbitrary: none }, parameters('query').map(asText)),
    header: fc.oneof({ weight: 9, arbitrary: none }, { ...seldom, arbitrary: parameters('header').map(asText) }),
    ...(body ? { body: arbitraryOf(body.schema, resolve, temper).map((value) => JSON.stringify(value)) } : {}),
  }) as Arbitrary<Parts>
}
