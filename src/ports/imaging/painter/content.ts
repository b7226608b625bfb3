import type { PainterContent } from '../../../../schemas/content/painter.ts'
import compiled from './painter.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. The types of JSON know no tuples, so this one is told. */
export const content = compiled as unknown as PainterContent
