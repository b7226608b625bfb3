import type { ImageRequest } from '../../../schemas/images/index.ts'
import { invalid } from '../../errors.ts'
import { normalised } from './image.ts'

/** Markup, or an address that a browser would run: a prompt is shown in pages. "a < b" begins no tag. */
const markup = /<[a-z/!]|<\s*\/?\s*(script|iframe)|\bon[a-z]{3,}\s*=/i
const address = /javascript:|data:text\/html/i
/** Browsers leave these out of an address. */
const leftOut = /[\t\r\n]/g

/** Throws `invalid-request`. */
export function refuseMarkup(path: string, text: string) {
  if (markup.test(text) || address.test(text.replace(leftOut, '')))
    throw invalid([{ path, message: 'must not contain markup' }])
}

/**
 * The words for the painter: the prompt, then the player's own addition. Throws `invalid-request` when that addition
 * does not name the subject, or when one of them has markup.
 */
export function promptOf({ prompt, custom_prompt, subject_name }: ImageRequest): string {
  refuseMarkup('body.subject_name', subject_name)
  refuseMarkup('body.prompt', prompt)
  if (custom_prompt === undefined) return prompt
  refuseMarkup('body.custom_prompt', custom_prompt)
  if (!normalised(custom_prompt).includes(normalised(subject_name)))
    throw invalid([{ path: 'body.custom_prompt', message: `must contain the subject's name, ${subject_name}` }])
  return `${prompt}. ${custom_prompt}`
}
