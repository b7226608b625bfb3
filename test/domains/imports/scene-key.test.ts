import t from 'tap'
import { readSceneKey } from '../../../src/domains/imports/scene-key.ts'

t.test('A key without a location, a time of day or a weather names no scene', async (t) => {
  for (const key of ['', '_', 'clear', 'dawn_clear', '_dawn_clear', 'Town__clear', 'Town_dawn_', '__dawn_clear'])
    t.strictSame(readSceneKey(key), undefined, key)
})

t.test('A key is read from the right, because a location may have several words', async (t) => {
  const scene = (location: string) => ({ location, time_of_day: 'dawn', weather: 'clear' })
  t.strictSame(readSceneKey('Emberpeak_dawn_clear'), scene('Emberpeak'))
  t.strictSame(readSceneKey('Old_Town_dawn_clear'), scene('Old Town'))
  t.strictSame(readSceneKey('Old__Town _dawn_clear'), scene('Old Town'))
  t.strictSame(readSceneKey('Night_in_the_rain_dawn_clear'), scene('Night in the rain'))
  t.strictSame(readSceneKey("Craftsman's Row_dawn_clear"), scene("Craftsman's Row"))
  t.strictSame(readSceneKey('北門_dawn_clear'), scene('北門'))
})
