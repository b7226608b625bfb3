import type { ImageAsk } from '../port.ts'
import { paintItem } from './items/item.ts'
import { content } from './landscape/content.ts'
import { landscape } from './landscape/landscape.ts'
import { createReader } from './landscape/read.ts'
import { paintPortrait } from './portrait/portrait.ts'
import { randomOf } from './random.ts'

const read = createReader(content)

/**
 * Draws what an ask says, as one SVG without references to anything outside it. The same ask gives the same text, and
 * nothing of the words stands in it.
 */
export function draw(ask: ImageAsk): string {
  const seed = seedOf(ask)
  switch (ask.subject.type) {
    case 'item':
      return paintItem(ask, seed)
    case 'character':
      return paintPortrait(ask, seed)
    case 'scene':
      return landscape(content, { ...read(ask), aspectRatio: ask.aspectRatio, seed })
  }
}

/** One number of the words and of the seed that was asked for. A place is the same at every hour and in all weathers. */
function seedOf({ subject, prompt, timeOfDay, seed = 0 }: ImageAsk): number {
  const words = timeOfDay === undefined ? prompt : ''
  return Math.floor(randomOf(`${subject.type}\n${subject.name.toLowerCase()}\n${words}`, seed)() * 2 ** 32)
}
