import { stateSchemas } from '../../../schemas/index.ts'
import type { Document } from './document.ts'

type Schema = Record<string, unknown> & { examples?: unknown[] }

/** The contract of a service whose states have another schema than the built-in one: with that schema, and its example. */
export function withStateSchema(document: Document, state: Schema | undefined): Document {
  if (state === undefined) return document
  const [example = {}] = state.examples ?? []
  const schemas = { ...document.components.schemas }
  for (const name of stateSchemas) if (name in schemas) schemas[name] = state
  const paths = structuredClone(document.paths)
  const save = paths['/api/v1/save']?.post?.requestBody?.content['application/json']?.schema as Schema | undefined
  if (save) save.examples = [{ session_id: 'shard-472-demo', state: example }]
  const patches = Object.values(paths['/api/v1/saves/{session_id}']?.patch?.requestBody?.content ?? {})
  for (const { schema } of patches) if (schema) schema.examples = [{}]
  return { ...document, paths, components: { ...document.components, schemas } }
}
