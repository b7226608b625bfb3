import type { ImageAsk } from '../port.ts'
import { content } from './content.ts'
import { paintItem } from './items.ts'
import { landscape } from './landscape.ts'
import { paintPortrait } from './portrait.ts'
import { randomOf } from './random.ts'
import { createReader, type Reading } from './read.ts'

const read = createReader(content)

/** Draws what an ask says, as one SVG without references to anything outside it. The same ask gives the same text. */
export function draw(ask: ImageAsk): string {
  const seed = seedOf(ask)
  switch (ask.subject.type) {
    case 'item':
      return paintItem(ask, seed)
    case 'character':
      return paintPortrait(ask, seed)
    case 'scene':
      return drawScene(ask, seed).svg
  }
}

/** A landscape, and what the words were taken to mean. Nothing of the words themselves is in the drawing. */
export function drawScene(ask: ImageAsk, seed: number): { svg: string; reading: Reading } {
  const reading = read(ask)
  return { svg: landscape(content, { ...reading, aspectRatio: ask.aspectRatio, seed }), reading }
}

/** One number of the words and of the seed that was asked for. A place is the same at every hour and in all weathers. */
function seedOf({ subject, prompt, timeOfDay, seed = 0 }: ImageAsk): number {
  const words = timeOfDay === undefined ? prompt : ''
  return Math.floor(randomOf(`${subject.type}\n${subject.name.toLowerCase()}\n${words}`, seed)() * 2 ** 32)
}
