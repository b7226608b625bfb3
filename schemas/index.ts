import { type TSchema, Type } from '@sinclair/typebox'
import * as problems from './problems.ts'
import * as shared from './shared.ts'

/** Part of the contract that a domain defines: its tag, schemas and operations. */
export interface Contract {
  tag: { name: string; description: string }
  [name: string]: unknown
}

/** Names of the schemas of a state in answers and in requests. */
export const stateSchemas = ['SaveState', 'SaveStateInput']

/**
 * Named schemas of the contract: every schema with an `$id` becomes a component of openapi.yaml. With a configured state
 * schema, the routes accept any object as a state; `services/save-states.ts` checks it.
 */
export function componentsOf(contracts: Contract[], state?: object): TSchema[] {
  const all = [shared, problems, ...contracts].flatMap((module) => Object.values(module)).filter(isComponent)
  if (state === undefined) return all
  return all.map((schema) => (stateSchemas.includes(schema.$id) ? anyObject(schema.$id) : schema))
}

const isComponent = (value: unknown): value is TSchema & { $id: string } =>
  typeof value === 'object' && value !== null && '$id' in value

const anyObject = ($id: string) => Type.Unsafe<object>({ $id, type: 'object', additionalProperties: true })
