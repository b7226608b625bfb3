import { type Static, Type } from '@sinclair/typebox'
import { closed, Template } from './text.ts'

/** content/scenes.yaml: the prompt of a scene. */
export const ScenesContent = Type.Object(
  { version: Type.Integer({ minimum: 1 }), prompt: Template(200), style: Template(500) },
  closed,
)
export type ScenesContent = Static<typeof ScenesContent>
