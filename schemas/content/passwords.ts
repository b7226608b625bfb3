import { Type } from '@sinclair/typebox'

export const CommonPasswordsContent = Type.Object(
  { passwords: Type.String({ minLength: 1, description: 'In lower case, with a space between two' }) },
  { additionalProperties: false },
)
