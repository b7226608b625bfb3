import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** A place of GeoNames with its members that are used here: https://download.geonames.org/export/dump/readme.txt */
export interface Place {
  name: string
  ascii: string
  alternates: string[]
  lat: number
  lon: number
  kind: string
  country: string
  region: string
  population: number
  elevation: number
}

/** Reads a file of GeoNames, line by line. */
export async function* placesIn(file: string): AsyncGenerator<Place> {
  for await (const line of createInterface(createReadStream(file))) {
    const [, name, ascii, alternates, lat, lon, , kind, country, , region, , , , population, , elevation] =
      line.split('\t')
    if (!name || !lat || !lon) continue
    yield {
      name,
      ascii: ascii ?? '',
      alternates: alternates ? alternates.split(',') : [],
      lat: Number(lat),
      lon: Number(lon),
      kind: kind ?? '',
      country: country ?? '',
      region: region ?? '',
      population: Number(population ?? 0),
      elevation: Math.max(0, Number(elevation ?? 0)),
    }
  }
}
