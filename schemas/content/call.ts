import { type Static, Type } from '@sinclair/typebox'
import { closed, Template } from './text.ts'

/** content/call.yaml: what the telephone itself says. */
export const CallContent = Type.Object({ code: Template(300) }, closed)
export type CallContent = Static<typeof CallContent>
