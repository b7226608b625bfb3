import { readFile } from 'node:fs/promises'
import { LruMap } from 'toad-cache'
import countries from './countries.json' with { type: 'json' }
import { nameKey } from './name-key.ts'

export interface City {
  name: string
  /** ISO 3166, two letters. */
  country: string
  lat: number
  lon: number
}

interface Row extends City {
  code: string
  region: string
}

/** Looking through the whole list takes a millisecond or two; the names that are asked for are few. */
const MAX_KNOWN = 2_000
const known = new LruMap<{ city: City | undefined }>(MAX_KNOWN)
let list: Promise<Buffer> | undefined

/**
 * The city of a text such as "Paris", "paris,us" or "Paris, Texas, US": of all that fit the largest one. A name of its own
 * counts before one in another language. Undefined when the list has none.
 */
export async function findCity(text: string): Promise<City | undefined> {
  const [name = '', ...where] = text.split(/[,;]/).map(nameKey)
  if (name === '') return undefined
  const id = [name, ...where].join(',')
  const found = known.get(id)
  if (found) return found.city
  list ??= readFile(new URL('cities.tsv', import.meta.url))
  const city = search(await list, name, where.filter(Boolean))
  known.set(id, { city })
  return city
}

/** The list is kept as the bytes of its file: an index of all names would take ten times the memory. */
function search(bytes: Buffer, name: string, where: string[]): City | undefined {
  for (const wanted of [`|${name}|`, `|${name} city|`, `~${name}~`]) {
    const inCountry = firstIn(bytes, wanted, (row) => isIn(row, where))
    if (inCountry) return inCountry
  }
}

function firstIn(bytes: Buffer, wanted: string, fits: (row: Row) => boolean): City | undefined {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
    const row = rowAt(bytes, at)
    if (fits(row)) return { name: row.name, country: row.country, lat: row.lat, lon: row.lon }
  }
}

function rowAt(bytes: Buffer, at: number): Row {
  const line = bytes.toString('utf8', bytes.lastIndexOf('\n', at) + 1, at)
  const [name = '', country = '', code = '', region = '', lat, lon] = line.split('\t')
  return { name, country, code, region, lat: Number(lat), lon: Number(lon) }
}

/** Whether each of the words names the country of a city or its region, in full or by its code. */
const isIn = (row: Row, where: string[]) => where.every((word) => isCountry(row, word) || isRegion(row, word))

const isRegion = ({ code, region }: Row, word: string) => nameKey(region) === word || code.toLowerCase() === word

const names = countries.languages.map((language) => new Intl.DisplayNames([language], { type: 'region' }))
const others: Record<string, string> = countries.other_names

function isCountry({ country }: Row, word: string): boolean {
  if (country.toLowerCase() === word || others[word] === country) return true
  return word.length > 2 && names.some((of) => nameKey(of.of(country) ?? '') === word)
}
