import { type Document, type Operation, type Schema, validatorOf } from '../fixtures/contract.ts'
import { bodyOf, schemaIn } from '../fixtures/requests.ts'
import type { Parts } from './parts.ts'

export type Refused = (operation: Operation, parts: Parts) => string | undefined

/** A parameter arrives as text and is read by the type of its schema. */
function read({ type }: Schema, text: string): unknown {
  const types = [type].flat()
  if (types.some((it) => it === 'integer' || it === 'number') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text)
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

/** Says which part of a request the contract's schemas refuse; undefined: none. */
export function refusedBy(document: Document): Refused {
  const validate = validatorOf(document)
  const resolve = schemaIn(document)
  return (operation, parts) => {
    for (const { name, in: place, schema } of operation.parameters ?? []) {
      const text = parts[place as 'path' | 'query' | 'header']?.[name]
      if (text === undefined) continue
      const problem = validate(schema, read(resolve(schema), text))
      if (problem) return `${place} ${name}: ${problem}`
    }
    const body = bodyOf(operation)
    if (!body || parts.body === undefined) return undefined
    const problem = validate(body.schema, JSON.parse(parts.body))
    return problem && `body: ${problem}`
  }
}
