import { type TSchema, Type } from '@sinclair/typebox'
import * as problems from './problems.ts'
import * as quests from './quests/index.ts'
import * as saves from './saves/index.ts'
import * as common from './shared.ts'
import * as system from './system.ts'

export * as quests from './quests/index.ts'
export * as saves from './saves/index.ts'
export * as system from './system.ts'

/** Every named schema of the contract: whatever carries an `$id` becomes a component of openapi.yaml. */
export const components: TSchema[] = [common, problems, saves, quests, system]
  .flatMap((domain) => Object.values(domain))
  .filter((value): value is TSchema => typeof value === 'object' && '$id' in value)

/** Names of the schemas of a state: as it is sent, and as it is answered. */
export const stateSchemas = ['SaveState', 'SaveStateInput']

/** The components of a service whose states have another schema than the built-in one: to the routes, any object. */
export const componentsWith = (state: object | undefined): TSchema[] =>
  state === undefined
    ? components
    : components.map((schema) => (stateSchemas.includes(schema.$id ?? '') ? anyObject(schema.$id as string) : schema))

const anyObject = ($id: string) => Type.Unsafe<object>({ $id, type: 'object', additionalProperties: true })
