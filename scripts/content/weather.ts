import type { Content } from './examples.ts'

/** What the built-in weather and the search for cities read, by path. */
export const weatherTexts = (content: Content): Map<string, string> =>
  new Map(
    [
      ['src/ports/weather/climates.json', 'content/weather/climates.yaml'],
      ['src/ports/weather/conditions.json', 'content/weather/conditions.yaml'],
      ['src/services/cities/countries.json', 'content/countries.yaml'],
    ].map(([path = '', file = '']) => [path, `${JSON.stringify(content.get(file), null, 1)}\n`]),
  )
