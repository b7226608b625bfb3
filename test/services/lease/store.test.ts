import t from 'tap'
import * as store from '../../../src/services/lease/store.ts'
import { onBoth } from '../../fixtures/world.ts'

const [ours, theirs, third] = ['1', '2', '3'].map((end) => `019aa0c8-93a5-7000-8000-00000000000${end}`) as [
  string,
  string,
  string,
]
const updated_at = '2026-11-20T09:30:00.000Z'
const one = { key: 'k', holder: ours, updated_at }
const other = { key: 'k', holder: theirs, updated_at }

onBoth(t, 'a lease that has changed since it was found is not taken', async (t, { deps: { db } }) => {
  t.strictSame((await store.takeLease(db, { ...one, found: undefined }))?.holder, ours)
  const found = await store.findLease(db, 'k')
  t.equal(await store.takeLease(db, { ...other, found: undefined }), undefined, 'another one was faster')
  await store.sendHeartbeat(db, one)
  t.equal(await store.takeLease(db, { ...other, found }), undefined, 'its holder works')
  const running = await store.findLease(db, 'k')
  await store.settleLease(db, { ...one, outcome: '{}' })
  t.equal(await store.takeLease(db, { ...other, found: running }), undefined, 'it has an outcome')
  const finished = await store.findLease(db, 'k')
  t.strictSame((await store.takeLease(db, { ...other, found: finished }))?.holder, theirs)
  t.equal(await store.takeLease(db, { ...one, holder: third, found: finished }), undefined, 'it was taken')
})

onBoth(t, 'a lost or ended lease takes no heartbeat, outcome or release', async (t, { deps: { db } }) => {
  await store.takeLease(db, { ...one, found: undefined })
  for (const lease of [other, one]) {
    t.equal(await store.sendHeartbeat(db, lease), undefined)
    t.equal(await store.settleLease(db, { ...lease, outcome: '{"value":2}' }), undefined)
    t.equal(await store.releaseLease(db, lease), undefined)
    if (lease === other) t.ok(await store.settleLease(db, { ...one, outcome: '{"value":1}' }))
  }
  t.strictSame({ ...(await store.findLease(db, 'k')) }, { holder: ours, heartbeat: 1, outcome: '{"value":1}' })
})
