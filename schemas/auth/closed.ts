import { Type } from '@sinclair/typebox'

/** A body that has these members and no others. */
export const closed = <T extends Parameters<typeof Type.Object>[0]>(members: T, example: object) =>
  Type.Object(members, { additionalProperties: false, examples: [example] })
