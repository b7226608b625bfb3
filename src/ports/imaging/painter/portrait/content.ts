import type { FiguresContent } from '../../../../../schemas/content/painter-portrait.ts'
import compiled from './content.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. */
export const { kinds, roles, traits, backdrops, unknown } = compiled as unknown as FiguresContent
