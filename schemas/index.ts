import { type TSchema, Type } from '@sinclair/typebox'
import * as problems from './problems.ts'
import * as shared from './shared.ts'

/** What a domain adds to the contract: its tag, its nouns and its operations. */
export interface Contract {
  tag: { name: string; description: string }
  [name: string]: unknown
}

/** Names of the schemas of a state: as it is sent, and as it is answered. */
export const stateSchemas = ['SaveState', 'SaveStateInput']

/**
 * The named schemas of a contract: whatever carries an `$id` becomes a component of openapi.yaml. Where states have
 * another schema than the built-in one, a state is any object to the routes.
 */
export function componentsOf(contracts: Contract[], state?: object): TSchema[] {
  const all = [shared, problems, ...contracts].flatMap((module) => Object.values(module)).filter(isComponent)
  if (state === undefined) return all
  return all.map((schema) => (stateSchemas.includes(schema.$id) ? anyObject(schema.$id) : schema))
}

const isComponent = (value: unknown): value is TSchema & { $id: string } =>
  typeof value === 'object' && value !== null && '$id' in value

const anyObject = ($id: string) => Type.Unsafe<object>({ $id, type: 'object', additionalProperties: true })
