import t from 'tap'
import { imageIn } from '../../fixtures/images.ts'
import { isProblem } from '../../fixtures/problem.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { onBothAlone } from '../../fixtures/world.ts'

const url = '/api/v1/maintenance/backups'

onBothAlone(t, 'createBackup and listBackups are for the operator', async (t, it) => {
  for (const method of ['GET', 'POST'] as const) isProblem(t, it, await it.call({ method, url }), 401, 'unauthorized')
})

onBothAlone(
  t,
  'createBackup refuses a second one at the same time, and listBackups has the one that was made',
  async (t, it) => {
    await imageIn(it, 'backups')
    t.strictSame((await it.call({ url, headers: asOperator })).json(), { items: [] })
    const replies = await Promise.all([1, 2].map(() => it.call({ method: 'POST', url, headers: asOperator })))
    const [made, refused] = replies.toSorted((one, other) => one.statusCode - other.statusCode)
    t.match(made?.json(), { blobs: 2, blobs_missing: 0, verified: true })
    t.ok(made?.json().tables.some(({ name, rows }: { name: string; rows: number }) => name === 'images' && rows === 1))
    if (refused) isProblem(t, it, refused, 409, 'backup-running')
    t.strictSame((await it.call({ url, headers: asOperator })).json(), { items: [made?.json()] })
  },
)
