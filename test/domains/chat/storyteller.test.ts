import t from 'tap'
import { readState } from '../../../src/domains/chat/save.ts'
import { allBeats, tales } from '../../../src/domains/chat/storyteller/content.ts'
import { deedOf } from '../../../src/domains/chat/storyteller/deed.ts'
import { tellBuiltIn } from '../../../src/domains/chat/storyteller/storyteller.ts'
import type { Told } from '../../../src/domains/chat/storyteller/told.ts'
import { isRude } from '../../../src/services/safety/rude.ts'
import { sameSentence, sentencesOf } from '../../../src/services/talk/sentences.ts'
import type { TalkPersona, Turn } from '../../../src/services/talk/talk.ts'
import { personaIds, personaOf, stranger } from '../../fixtures/talk.ts'

const narrator: TalkPersona = { id: 'storyteller', name: 'the storyteller', system_prompt: '', max_tokens: 600 }
const save = readState({
  party_name: 'The Lanterns',
  location: 'East Bridge',
  heroes: [{ name: 'Wren', class: 'bard', hp: 80 }, { name: 7 }, 'x', { name: 'Kit', class: 'fighter', hp: 3 }],
})
const rain = { scene_weather: 'rain', description: 'light rain', temp_c: 9, simulated: true }

/** A whole chat; answers what was told. */
function chat(persona: TalkPersona, messages: readonly string[], more: Partial<Told> = {}, id = 'chat'): string[] {
  const turns: Turn[] = []
  return messages.map((message) => {
    const talk = {
      persona,
      relationship: stranger,
      call: { id, elapsed_ms: 0, limit_ms: 1 },
      turns: [...turns],
      said: message,
    }
    const text = tellBuiltIn({ talk, message, summary: '', recent: [], save: undefined, weather: null, ...more })
    turns.push({ role: 'player', text: message }, { role: 'persona', text })
    return text
  })
}

/** What players may say in any place, again and again. */
const anything = [
  ...['hello', 'tell me a story', 'the first', 'I whistle a tune', 'what do I see?', 'yes', 'no', 'you choose', 'lol'],
  ...['I open the green box', 'qwe rty', 'neither of those', 'thanks', 'I had soup for lunch', 'another story please'],
  ...['I look around', 'I attack the shadow', 'go north', 'who are you', 'I hide', 'why?', 'the second one', 'I sing'],
]
const long = Array.from({ length: 5 }, (_, at) => anything.map((message) => `${message}${' '.repeat(at)}`)).flat()

for (const persona of [narrator, ...personaIds.map(personaOf)])
  t.test(`${persona.name} tells no sentence twice in a long chat, and the same chat in the same way`, (t) => {
    const told = chat(persona, long, { save, weather: rain })
    t.strictSame(chat(persona, long, { save, weather: rain }), told)
    const seen = new Map<string, number>()
    const again = told.flatMap((text, at) =>
      sentencesOf(text)
        .map(sameSentence)
        .filter((sentence) => {
          const before = seen.get(sentence)
          seen.set(sentence, at)
          return before !== undefined && sentence.split(' ').length > 2
        }),
    )
    t.strictSame(again, [])
    t.notMatch(told.join('\n'), /[{}]|undefined|null|\(\s*\)|\s[,.!?]/)
    for (const text of told) t.ok(text.trim().length > 0)
    t.end()
  })

t.test('a tale goes on by what the player does, looks closer when asked, and ends', (t) => {
  const [open, second, looked, third, own, ...rest] = chat(personaOf('orrin_001'), [
    ...['tell me a story', 'I follow the boots', 'what is on his table?', 'the truth', 'I throw my hat down the well'],
    ...['I wave the lantern', 'soup first', 'and then?'],
  ])
  t.match(open, /Do you follow the boots, or go up and knock at room four\?$/)
  t.match(second, /^You open the door, and the boots thank you/)
  t.match(looked, /^On his table lie three sentences[\s\S]*A true sentence, or a fine lie\?$/)
  t.match(third, /^He writes your sentence down/)
  t.match(own, /So you throw your hat down the well, and the well considers it\./)
  t.match(rest[0], /^You lift the lantern high/)
  t.match(rest[1], /^He eats standing up[\s\S]*toll keeper's goose\?$/)
  t.notMatch(rest[2], /Do you tell him to leave now/)
  t.end()
})

t.test('what it does not understand, it says so, and does not hold up the story', (t) => {
  const told = chat(personaOf('dorte_001'), ['tell me a story', 'blorp wibble', 'blorp blorp', 'yes', 'no'])
  t.match(told[1], /Slow down, or hold speed\?$/)
  t.match(told[2], /It turns out to be a bell buoy/, 'it goes on by itself')
  t.match(told[3], /Our bell, or the boat\?$/, 'yes is no answer to one of two')
  t.end()
})

t.test('sad news end the play for a while', (t) => {
  const told = chat(personaOf('alex_001'), ['tell me a story', 'my grandma died on sunday', 'she used to bake with me'])
  for (const text of told.slice(1)) t.notMatch(text, /Drips are drying|fire escape/)
  t.end()
})

t.test('the party, the place and the weather of the game join in', (t) => {
  const messages = ['hello', 'where are we?', 'who is with us?', 'what is the weather?']
  const [hello, where, who, weather] = chat(narrator, messages, { save, weather: rain })
  t.match(hello, /The Lanterns/)
  t.match(where, /East Bridge/)
  t.match(who, /Wren and Kit/)
  t.match(weather, /light rain/i)
  const deeds = Array.from({ length: 12 }, (_, at) => `I walk on to door ${'abcdefghijkl'[at]}`)
  const told = chat(narrator, ['I open the gate', ...deeds], { save, weather: rain }).join('\n')
  t.match(told, /Wren|Kit/)
  t.match(told, /rain|drops|collar/i)
  t.end()
})

t.test('what is done is told as the player said it', (t) => {
  const told = (message: string) => deedOf(message, ['Wren'])
  t.match(told('I open my old door with the key!'), {
    act: 'you open your old door with the key',
    thing: 'your old door',
  })
  t.match(told("ok then let's sneak past the guards"), { act: 'you sneak past the guards', verb: 'sneak' })
  t.match(told('Take the lantern, quick'), { act: 'you take the lantern', thing: 'the lantern' })
  t.match(told('Wren sings to the goose'), { act: 'Wren sings to the goose' })
  t.match(told("I'm hiding under the table"), { act: 'you are hiding under the table' })
  for (const none of ['I had soup', 'I think so', "I don't know", 'what is that', 'hello', 'I was at school', ''])
    t.equal(told(none), undefined, none)
  t.equal(told('I fuck the door')?.act, '', 'not told again')
  t.end()
})

t.test('every tale can be played to its end, and nothing in it is rude', (t) => {
  for (const beat of allBeats) {
    const lines = [beat.tell, beat.ask, beat.again, beat.look, beat.other, ...beat.ways.map(({ told }) => told)]
    for (const line of lines) t.notOk(isRude(line), line)
  }
  for (const tale of tales) {
    const persona = personaOf(tale.for[0] ?? 'brad_001')
    const turns: Turn[] = [{ role: 'persona', text: tale.beats[0]?.ask ?? '' }]
    for (const way of ['the first', 'the second', 'the first', 'the second', 'the first']) {
      const talk = {
        persona,
        relationship: stranger,
        call: { id: 'x', elapsed_ms: 0, limit_ms: 1 },
        turns: [...turns],
        said: way,
      }
      const text = tellBuiltIn({ talk, message: way, summary: '', recent: [], save: undefined, weather: null })
      turns.push({ role: 'player', text: way }, { role: 'persona', text })
    }
    t.ok(turns.at(-1)?.text.endsWith(tale.end), tale.end)
  }
  t.end()
})
