/** Words that say nothing of what a sentence is about. */
export const small = new Set(
  `a about after again all also am an and any are as at be because been before being but by can could did do does doing
  down for from get go goes going had has have having he her here hers him his how i if in into is it its just let
  like may me might more most must my near no not now of off on once one only or other our out over own really said
  say says shall she should so some such than that the their them then there these they this those through to too
  under until up us very was we were what when where which while who whom why will with would yes you your`.split(
    /\s+/,
  ),
)

/** They belong to the word after them. */
export const adjectives = new Set(
  `ancient big black blue bright broken brown cold dark deep empty golden gray great green grey huge last little lonely
  long lost narrow new old pale quiet red secret silent silver small strange tall tiny warm white wide wild wooden
  yellow young`.split(/\s+/),
)

export type Mood = 'calm' | 'fear' | 'joy' | 'sorrow' | 'anger'

/** Beginnings of words that set a mood; the first that is found holds. */
export const moods: [Mood, RegExp][] = [
  ['fear', /\b(afraid|scar(ed|y)|fear|terrif|horror|hid(e|ing)|monster|ghost|scream|danger|creep)/],
  ['anger', /\b(angry|anger|fight|hate|attack|sword|battle|fury|furious|rage|enemy|destroy)/],
  ['sorrow', /\b(sad|alone|lonely|cry|crying|tears?\b|miss(ed|ing)?\b|tired|grief|hopeless|sorrow|goodbye)/],
  ['joy', /\b(happy|happily|laugh|love|friend|danc|sing|celebrat|joy|smil|party|wonderful|beautiful)/],
]

export type Manner = 'brief' | 'warm' | 'funny' | 'mysterious' | 'bold'

/** What a persona may ask for. */
export const manners: [Manner, RegExp][] = [
  ['brief', /\b(brief|short|concise|terse|laconic|few words)/],
  ['warm', /\b(warm|kind|gentle|caring|friendly|comfort|soft)/],
  ['funny', /\b(funny|humou?r|playful|silly|wit|comic|joke)/],
  ['mysterious', /\b(myster|dark|eerie|spooky|ominous|enigma)/],
  ['bold', /\b(bold|brave|hero|epic|grand|fearless)/],
]

export const openings = {
  deed: ['Yes, and as you {deed}, {turn}.', 'You {deed}, and {turn}.', 'So be it: you {deed}, and at once {turn}.'],
  question: [
    'Nobody knows for certain, and yet {turn}.',
    'There is an answer to that, and it begins like this: {turn}.',
    'It is good that you ask, because just now {turn}.',
  ],
  other: ['Yes, and {turn}.', 'Just so, and {turn}.', 'Yes, that is how it is, and {turn}.'],
}

export const turns: Record<Mood, string[]> = {
  calm: [
    '{thing} turns out to be older than anyone thought',
    'a small light goes on behind {thing}',
    'somebody has left a mark on {thing}, and it is still fresh',
    'the wind carries a voice past {thing}',
    'something about {thing} is not as it was yesterday',
  ],
  fear: [
    '{thing} is quieter than it should be',
    'the shadow beside {thing} moves a moment too late',
    'your own steps sound strange near {thing}',
  ],
  anger: [
    '{thing} trembles as if it had been struck',
    'sparks fly from {thing}',
    'everyone near {thing} takes a step back',
  ],
  sorrow: [
    '{thing} keeps you company without a word',
    'rain begins to fall on {thing}, softly, as if it knew',
    'a single candle burns beside {thing}',
  ],
  joy: [
    '{thing} seems to hum along',
    'for a moment everything around {thing} shines',
    'somebody near {thing} begins to laugh, and cannot stop',
  ],
}

export const details = {
  name: [
    '{name} has seen something like this before, and says nothing yet.',
    '{name} looks up and nods slowly.',
    'Not far away, {name} listens too.',
  ],
  word: [
    'The word “{word}” stays in the air a little longer than the others.',
    'Somebody repeats “{word}” in a whisper.',
    'And then there is “{word}”, with which nobody had reckoned.',
  ],
  none: ['It is very quiet now.', 'The whole place seems to wait.', 'Nobody else has noticed yet.'],
}

/** What a manner says in the place of a detail, and before its question. */
export const flavours: Record<Manner, { details: string[]; before: string }> = {
  brief: { details: [], before: '' },
  warm: {
    details: ['You are not alone with this.', 'Somebody puts a warm hand on your shoulder.'],
    before: 'Take all the time you need: ',
  },
  funny: {
    details: [
      'A passing hen disagrees, but nobody has asked the hen.',
      'It would be a solemn moment, had somebody not sneezed.',
    ],
    before: 'No pressure, but the hen is watching: ',
  },
  mysterious: {
    details: ['Nothing here is quite what it says it is.', 'Some doors remember who has gone through them.'],
    before: 'Listen closely: ',
  },
  bold: {
    details: ['This is an hour of which songs are made.', 'Whoever stands here now will be remembered.'],
    before: 'The moment is yours: ',
  },
}

export const questions = {
  thing: [
    'what do you notice first about {thing}?',
    'do you go nearer to {thing}, or do you call for someone?',
    'what do you do with {thing}?',
  ],
  name: ['what do you say to {name}?', 'do you trust {name} with this?', 'what does {name} want from you?'],
  none: ['what do you do next?', 'who should hear of this first?', 'where does it lead you?'],
}

/** What may stand in a text of which only the form is known. */
export const sentences = [
  'It begins with {word}.',
  'Somebody who knows {word} will help.',
  'Keep an eye on {word}.',
  'What is true of {word} can be shared.',
  'One small step leads closer to {word}.',
  'Tell a friend about {word}.',
]
