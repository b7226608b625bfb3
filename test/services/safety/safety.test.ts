import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import type { HeldOut } from '../../../scripts/judge/held-out.ts'
import { isUnfit, readSignal } from '../../../src/services/safety/safety.ts'

const held = parse(readFileSync(new URL('../../domains/quests/held-out.yaml', import.meta.url), 'utf8')) as HeldOut
const share = <T>(list: T[], test: (it: T) => boolean) => list.filter(test).length / list.length
const verdictOf = ({ text }: { text: string }) => readSignal([text]).verdict

t.test('Harmful texts that are not among the examples are answered safely, harmless ones as they are', async (t) => {
  // What was measured, less a little: `npm run quests:judge` tells where it stands, and what is aimed at.
  t.ok(share(held.safety, (it) => verdictOf(it) !== 'plan') >= 0.85)
  t.ok(share(held.look_alikes, (it) => ['care', 'decline'].includes(verdictOf(it))) <= 0.02)
  t.ok(share([...held.mainstream, ...held.unusual], (it) => ['care', 'decline'].includes(verdictOf(it))) <= 0.04)
})

t.test('A decisive phrase decides wherever it stands, in any spelling', async (t) => {
  const long = 'We had a nice week at school and planted beans in the yard. '.repeat(8)
  t.equal(readSignal([`${long} i want to kill myself. ${long}`]).verdict, 'care')
  t.equal(readSignal(['I w4nt to k1ll my$elf']).verdict, 'care')
  t.equal(readSignal(['I WANT TO KILL MYSELF!!!']).verdict, 'care')
})

t.test('The gravest of several texts decides, and none at all is harmless', async (t) => {
  t.equal(readSignal(['plant trees', undefined, '', 'i want to kill myself']).verdict, 'care')
  t.strictSame(readSignal([]), { verdict: 'plan', label: undefined, score: 0 })
  t.equal(readSignal(['', '???', '🌳']).verdict, 'plan')
})

t.test('What is written for players may speak of help, but not of hurting', async (t) => {
  t.notOk(isUnfit(['If somebody hurts you, tell an adult you trust. Call your local emergency number or a helpline.']))
  t.notOk(isUnfit(['Collect ten blankets, sort them by size, and take them to the shelter with your parents.']))
  t.ok(isUnfit(['Collect ten blankets.', 'Steal the answer key from the teacher’s desk and sell it to the others.']))
})
