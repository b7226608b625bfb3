import t from 'tap'
import { content } from '../../src/ports/imaging/painter/landscape/content.ts'
import { createReader } from '../../src/ports/imaging/painter/landscape/read.ts'
import { lookup } from '../../src/ports/imaging/painter/nearest.ts'
import type { ImageAsk } from '../../src/ports/imaging/port.ts'

const read = createReader(content)
const askOf = (name: string, prompt = 'a wide view, painted', more: Partial<ImageAsk> = {}): ImageAsk => ({
  subject: { type: 'scene', name },
  prompt,
  aspectRatio: '16:9',
  deadlineMs: 1_000,
  ...more,
})

t.test('Nothing is near to words that no example has', (t) => {
  const find = lookup({ forest: { examples: ['deep forest'] } })
  for (const text of ['', '!!! 42 🦊', 'constructor __proto__ toString']) t.equal(find(text, 0), undefined, text)
  t.end()
})

t.test('A whole example scores more than a part of it, and a misspelt word still counts', (t) => {
  const find = lookup({ forest: { examples: ['deep forest'] }, chamber: { examples: ['deep chamber'] } })
  t.equal(find('the Deep Chamber', 0.5), 'chamber')
  t.equal(find('a deep forrest', 0.5), 'forest')
  t.equal(find('FORESTS', 0), 'forest')
  t.equal(find('FORESTS', 0.9), undefined, 'a part of an example is less than the whole')
  t.end()
})

t.test('What has no words that content knows is a general landscape by day', (t) => {
  t.strictSame(read(askOf('Qwxzy Blorp', 'Qwxzy blorp frindle')), content.unknown)
  t.end()
})

t.test('Each place is found by each of its examples', (t) => {
  for (const [id, { examples }] of Object.entries(content.places))
    for (const example of examples) t.equal(read(askOf(example)).place, id, example)
  t.end()
})

t.test('Places are found by phrases that content does not have', (t) => {
  const phrases: [name: string, place: string][] = [
    ['the tavern of the sleeping griffin', 'starting_tavern'],
    ['an abandoned mineshaft', 'mine_entrance'],
    ['The Rusty Anchor Inn', 'starting_tavern'],
    ['Whispering Woods', 'forest'],
    ['Castle Ravenloft', 'castle'],
    ['the great library of Alexandria', 'library'],
    ['Old cemetery on the hill', 'graveyard'],
    ['a bridge of stone', 'east_bridge'],
    ['the smith at work in his forge', 'craftsmans_row'],
    ['Temple of the Moon', 'temple_district'],
    ['glowing mushrooms in a cave', 'fungal_grotto'],
    ['cave full of blue crystals', 'crystal_cavern'],
    ['the docks at low tide', 'harbour'],
    ['Market of a thousand spices', 'market_district'],
    ['a wizards tower', 'tower'],
    ['the burning volcano', 'emberpeak_entrance'],
    ['Swamp of sorrows', 'swamp'],
    ['a neon alley in the rain', 'neon_street'],
    ['bandit camp', 'mining_camp'],
    ['The king on his throne', 'throne_room'],
    ['Der dunkle Wald', 'forest'],
    ['La vieille auberge', 'starting_tavern'],
  ]
  for (const [name, place] of phrases) t.strictSame([name, read(askOf(name)).place], [name, place])
  t.end()
})

t.test('Hour and weather come from their own words first, then from the prompt, else day and clear', (t) => {
  const told = (prompt: string, more: Partial<ImageAsk> = {}) => {
    const { hour, weather } = read(askOf('Forest', prompt, more))
    return [hour, weather]
  }
  t.strictSame(told('tall trees and moss'), ['day', 'clear'])
  t.strictSame(told('tall trees at midnight in a blizzard'), ['night', 'snow'])
  t.strictSame(told('a misty forest at sunrise'), ['dawn', 'fog'])
  t.strictSame(told('sunset, thunderstorm'), ['dusk', 'storm'])
  t.strictSame(told('a forest at night, raining', { timeOfDay: 'Evening', weather: 'Overcast' }), ['dusk', 'cloudy'])
  t.strictSame(told('golden hour with a light drizzle'), ['afternoon', 'rain'])
  t.strictSame(told('trees', { timeOfDay: 'blorp', weather: '' }), ['day', 'clear'])
  t.end()
})
