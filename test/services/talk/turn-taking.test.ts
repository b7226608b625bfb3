import t from 'tap'
import { isFinished, takeTurns } from '../../../src/services/talk/turn-taking.ts'
import { turnedClock } from '../../fixtures/clock.ts'

const LIMIT_MS = 300_000

function onPhone() {
  const clock = turnedClock()
  const turns = takeTurns(clock.clock, LIMIT_MS)
  const after = (ms: number) => {
    clock.now += ms
    return turns.on({ kind: 'tick' })
  }
  const says = (text: string) => {
    turns.on({ kind: 'caller-speaks' })
    turns.on({ kind: 'caller-words', text, isFinal: true })
    return turns.on({ kind: 'caller-silent' })
  }
  return { turns, after, says }
}

t.test('A finished sentence is answered after half a second, an unfinished one after three', (t) => {
  const { turns, after, says } = onPhone()
  t.strictSame(says('I went to the park.'), [])
  t.strictSame(after(499), [])
  t.strictSame(after(1), [{ kind: 'answer', said: 'I went to the park.', isGoodbye: false }])
  t.strictSame(after(10_000), [], 'once')
  turns.on({ kind: 'persona-speaks' })
  turns.on({ kind: 'persona-silent' })
  says('and then we')
  t.strictSame(after(2_999), [])
  t.match(after(1), [{ kind: 'answer', said: 'and then we' }])
  t.end()
})

t.test('A caller who speaks stops the persona, and words before the answer has begun are joined', (t) => {
  const { turns, after, says } = onPhone()
  turns.on({ kind: 'persona-speaks' })
  t.strictSame(turns.on({ kind: 'caller-speaks' }), [{ kind: 'stop' }])
  t.strictSame(turns.on({ kind: 'caller-speaks' }), [], 'once')
  turns.on({ kind: 'caller-words', text: 'Wait.', isFinal: true })
  says('I have a question.')
  t.match(after(500), [{ kind: 'answer', said: 'Wait. I have a question.' }])
  t.end()
})

t.test('Goodbye ends the call after it has been answered', (t) => {
  const { turns, after, says } = onPhone()
  says('Okay, bye!')
  t.match(after(500), [{ kind: 'answer', isGoodbye: true }])
  turns.on({ kind: 'persona-speaks' })
  t.strictSame(turns.on({ kind: 'caller-speaks' }), [], 'our goodbye is not cut')
  t.strictSame(turns.on({ kind: 'persona-silent' }), [{ kind: 'end', reason: 'user_hangup' }])
  t.strictSame(says('Hello?'), [], 'it is over')
  const other = onPhone()
  other.turns.on({ kind: 'persona-speaks' })
  t.strictSame(other.turns.on({ kind: 'persona-silent', ends: true }), [{ kind: 'end', reason: 'agent_hangup' }])
  t.end()
})

t.test('A silent caller is asked after fifteen seconds, and the call ends after thirty', (t) => {
  const { turns, after } = onPhone()
  t.strictSame(after(14_999), [])
  t.equal(turns.nextTickAt(), 16_000)
  t.strictSame(after(1), [{ kind: 'say', line: 'still_there' }])
  t.strictSame(after(14_999), [])
  t.strictSame(after(1), [{ kind: 'end', reason: 'silence' }])
  t.equal(turns.nextTickAt(), Number.POSITIVE_INFINITY)
  t.end()
})

t.test('The question whether somebody is there does not make their silence shorter', (t) => {
  const { turns, after } = onPhone()
  t.match(after(15_000), [{ kind: 'say', line: 'still_there' }])
  turns.on({ kind: 'persona-speaks' })
  after(2_000)
  turns.on({ kind: 'persona-silent' })
  t.strictSame(after(12_999), [])
  t.strictSame(after(1), [{ kind: 'end', reason: 'silence' }])
  t.end()
})

t.test('What is typed is answered at once, and interrupts', (t) => {
  const { turns } = onPhone()
  turns.on({ kind: 'persona-speaks' })
  t.strictSame(turns.on({ kind: 'caller-typed', text: 'Wait, my' }), [
    { kind: 'stop' },
    { kind: 'answer', said: 'Wait, my', isGoodbye: false },
  ])
  turns.on({ kind: 'persona-speaks' })
  t.match(turns.on({ kind: 'caller-typed', text: 'Bye!' }), [{ kind: 'stop' }, { kind: 'answer', isGoodbye: true }])
  t.strictSame(turns.on({ kind: 'caller-typed', text: 'Hello?' }), [], 'our goodbye is not cut')
  t.end()
})

t.test('Warnings are spoken at 66, 86 and 96 percent, when nobody speaks, and the limit ends the call', (t) => {
  const { turns, after } = onPhone()
  const awake = () => {
    turns.on({ kind: 'persona-speaks' })
    turns.on({ kind: 'persona-silent' })
  }
  const lines: unknown[] = []
  for (let second = 1; second <= 300; second++) {
    if (second % 10 === 0) awake()
    for (const action of after(1_000)) lines.push([second, action])
  }
  t.strictSame(lines, [
    [198, { kind: 'say', line: 'warn_66' }],
    [258, { kind: 'say', line: 'warn_86' }],
    [288, { kind: 'say', line: 'warn_96' }],
    [300, { kind: 'end', reason: 'max_duration' }],
  ])
  t.end()
})

t.test('Sentences are finished by their mark, or by what they end in', (t) => {
  for (const said of ['Yes', 'I like it.', 'Really?', 'you said so yesterday', 'bye']) t.ok(isFinished(said), said)
  for (const said of ['I went to the', 'and', 'well, um', 'because', 'My name is', 'Hello,', 'so...'])
    t.notOk(isFinished(said), said)
  t.end()
})
