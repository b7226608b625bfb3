import type { Pool } from '../../../schemas/content/talk.ts'
import { plain } from './content.ts'
import type { Talk } from './talk.ts'
import { linesOf } from './talker/lines.ts'

/**
 * What is said without being asked for. `still_there`: after a long silence; `warn_66` and so on: so many percent of the
 * time have passed; `cut`: the answer broke off; `lost`: the caller cannot be heard, before hanging up; `goodbye`.
 */
export type SpokenLine = Extract<Pool, 'still_there' | 'warn_66' | 'warn_86' | 'warn_96' | 'cut' | 'lost' | 'goodbye'>

/** A line in the persona's manner that was not said on this call, as long as there is one. */
export const spokenLine = (line: SpokenLine, talk: Talk): string =>
  linesOf(talk).pick([line]) ?? (plain[line][0] as string)
