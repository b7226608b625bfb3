import { Type } from '@sinclair/typebox'
import { pattern } from './shared.ts'

/** Id that a person can read and choose. */
export const Slug = Type.String({
  minLength: 3,
  maxLength: 60,
  ...pattern('^[a-z0-9]+(?:[_-][a-z0-9]+)*$', 'must be lower-case letters and digits, in words joined by - or _'),
})
