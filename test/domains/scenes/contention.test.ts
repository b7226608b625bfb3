import t from 'tap'
import { asOperator } from '../../fixtures/requests.ts'
import { paintedWorld, tallied } from '../../fixtures/scenes.ts'

const hours = ['dawn', 'day', 'dusk', 'night']

t.test(
  'Paintings, hits, features, deletes and restores of one place at once lose no painting (postgres)',
  async (t) => {
    const { it, scene, gemini } = await paintedWorld(t, 'postgres', { MAX_IMAGES_PER_ITEM: '3' })
    const replies: Awaited<ReturnType<typeof scene>>[] = []
    const ask = async (force_regenerate: boolean) => {
      for (let round = 0; round < 10; round++) {
        const time_of_day = hours[round % hours.length]
        replies.push(await scene({ location: 'Busy Square', time_of_day, force_regenerate }))
      }
    }
    let isDone = false
    let changes = 0
    const change = async () => {
      while (!isDone) {
        const { items } = (await it.call({ url: '/api/v1/images/search?page_size=3' })).json()
        for (const { id } of items) {
          const url = `/api/v1/images/${id}`
          for (const request of [
            { method: 'PUT', url: `${url}/feature` },
            { method: 'DELETE', url },
            { method: 'POST', url: `${url}/restore` },
          ] as const) {
            const { statusCode, body } = await it.call({ ...request, headers: asOperator })
            if (![200, 404].includes(statusCode)) t.fail(body)
            changes++
          }
        }
      }
    }
    const asked = Promise.all([ask(false), ask(false), ask(true), ask(true), ask(true)])
    const changed = Promise.all([change(), change()])
    await asked.finally(() => {
      isDone = true
    })
    await changed
    t.ok(changes > 50, `${changes} changes`)
    const { '200 MISS': misses = 0, ...others } = tallied(replies)
    t.strictSame(
      Object.keys(others).filter((it) => !['200 HIT', '200 DEDUP'].includes(it)),
      [],
      'every request is answered with a picture',
    )
    t.equal(gemini.requests.length, misses, 'every painting is kept')
    t.notMatch(it.logged.join('\n'), 'deadlock')
  },
)
