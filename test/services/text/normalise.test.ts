import t from 'tap'
import { normalise, wordsOf } from '../../../src/services/text/normalise.ts'
import { clip, plain } from '../../../src/services/text/plain.ts'
import { wordList } from '../../../src/services/text/word-list.ts'

t.test('Disguised words are read as what they say', async (t) => {
  for (const [text, read] of Object.entries({
    'I want to H3LP my Fr13nd': 'i want to help my friend',
    'h e l p me': 'help me',
    'h.e.l.p me': 'help me',
    'p@rk $chool': 'park school',
    'Ünïcode ÀÉÎ größe': 'unicode aei grosse',
    'ｆｕｌｌ ｗｉｄｔｈ': 'full width',
    'sooooooo coool': 'soo cool',
    'he*lp': 'help',
    'the 5th of 20s, 80km, 3d': 'the 5th of 20s, 80km, 3d',
    'it’s': "it's",
    ช่วยแมว: 'ช่วยแมว',
    猫を助けたい: '猫を助けたい',
  })) {
    t.equal(normalise(text), read, text)
  }
  t.strictSame(wordsOf(normalise('🐱 and 🌳!')), ['cat', 'and', 'tree'])
})

t.test('Nothing that a reader does not see is kept', async (t) => {
  t.equal(plain(' a\u0000b\u202ec <b>d</b> https://x.org/y “e” \n f ,, g '), 'a b c d e f, g')
  t.equal(plain('x'.repeat(500)).length, 61)
  t.equal(clip('one two three four', 12), 'one two…')
  t.equal(clip('short', 12), 'short')
})

t.test('A word list knows words, beginnings and phrases, in scripts without spaces too', async (t) => {
  const has = wordList('teach* mum give_up 先生*')
  t.ok(has('My TEACHER said'))
  t.ok(has('never give up!'))
  t.ok(has('担任の先生に聞く'))
  t.notOk(has('mumble about a given upper'))
})
