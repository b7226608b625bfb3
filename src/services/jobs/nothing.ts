import { Type } from '@sinclair/typebox'

/** The data of a job that needs none, as one that a schedule sends. */
export const Nothing = Type.Object({}, { additionalProperties: false })
