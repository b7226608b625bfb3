import type { ImageRequest } from '../../../schemas/images/index.ts'
import { invalid } from '../../errors.ts'
import { normalised } from './image.ts'

/** Markup, or an address that a browser would run: a prompt is shown in pages. "a < b" begins no tag. */
const markup = /<[a-z/!]|<\s*\/?\s*(script|iframe)|\bon[a-z]{3,}\s*=/i
const address = /javascript:|data:text\/html/i
/** Browsers leave these out of an address. */
const leftOut = /[\t\r\n]/g

const hasMarkup = (text: string) => markup.test(text) || address.test(text.replace(leftOut, ''))

/**
 * The words for the painter: the prompt, then the player's own addition. Throws `invalid-request` when that addition
 * does not name the subject, or when one of them has markup.
 */
export function promptOf({ prompt, custom_prompt, subject_name }: ImageRequest): string {
  if (hasMarkup(prompt)) throw invalid([{ path: 'body.prompt', message: 'must not contain markup' }])
  if (custom_prompt === undefined) return prompt
  if (hasMarkup(custom_prompt)) throw invalid([{ path: 'body.custom_prompt', message: 'must not contain markup' }])
  if (!normalised(custom_prompt).includes(normalised(subject_name)))
    throw invalid([{ path: 'body.custom_prompt', message: `must contain the subject's name, ${subject_name}` }])
  return `${prompt}. ${custom_prompt}`
}
