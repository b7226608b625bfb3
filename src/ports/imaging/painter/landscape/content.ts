import type { LandscapeContent } from '../../../../../schemas/content/painter-landscape.ts'
import compiled from './content.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. The types of JSON know no tuples, so this one is told. */
export const content = compiled as unknown as LandscapeContent
