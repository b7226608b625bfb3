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

onBoth(t, 'a lease that has changed since it was seen is not taken', async (t, { deps: { db } }) => {
  t.strictSame((await store.takeLease(db, { ...one, seen: undefined }))?.holder, ours)
  const seen = await store.findLease(db, 'k')
  t.equal(await store.takeLease(db, { ...other, seen: undefined }), undefined, 'another one was faster')
  await store.raiseBeat(db, one)
  t.equal(await store.takeLease(db, { ...other, seen }), undefined, 'its holder works')
  const silent = await store.findLease(db, 'k')
  await store.settleLease(db, { ...one, outcome: '{}' })
  t.equal(await store.takeLease(db, { ...other, seen: silent }), undefined, 'it has an outcome')
  const finished = await store.findLease(db, 'k')
  t.strictSame((await store.takeLease(db, { ...other, seen: finished }))?.holder, theirs)
  t.equal(await store.takeLease(db, { ...one, holder: third, seen: finished }), undefined, 'it was taken')
})

onBoth(t, 'a lease that was lost or has ended cannot be raised, settled or released', async (t, { deps: { db } }) => {
  await store.takeLease(db, { ...one, seen: undefined })
  for (const mine of [other, one]) {
    t.equal(await store.raiseBeat(db, mine), undefined)
    t.equal(await store.settleLease(db, { ...mine, outcome: '{"value":2}' }), undefined)
    t.equal(await store.releaseLease(db, mine), undefined)
    if (mine === other) t.ok(await store.settleLease(db, { ...one, outcome: '{"value":1}' }))
  }
  t.strictSame({ ...(await store.findLease(db, 'k')) }, { holder: ours, beat: 1, outcome: '{"value":1}' })
})
