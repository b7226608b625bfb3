import { isRude } from './harm.ts'
import { tidy } from './text.ts'

const none =
  /^(?:i (?:really )?(?:don'?t|do not) know(?: yet)?|idk|idc|dunno|no idea|not sure(?: yet)?|unsure|none|nothing|nobody|no one|no|nope|n ?\/? ?a|null|nil|undefined|nan|unknown|whatever|whenever|any(?:thing)?|tbd|test|skip|pass|[^\p{L}\p{N}]*)[\s.!?]*$/iu

const READ = 700

/** What was said, or nothing: also when it is "idk" or words that are not said again. */
export function answered(text: string | undefined): string {
  const plain = tidy(text?.slice(0, READ))
  return none.test(plain) || isRude(plain) ? '' : plain
}
