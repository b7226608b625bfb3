import { Type } from '@sinclair/typebox'

/** A year on the way, and twice around the earth: more is no answer. */
export const Seconds = Type.Number({ minimum: 0, maximum: 31_536_000 })
export const Meters = Type.Number({ minimum: 0, maximum: 80_000_000 })
/** The characters that Google's encoding has. */
export const Polyline = Type.String({ pattern: '^[?-~]*$' })
