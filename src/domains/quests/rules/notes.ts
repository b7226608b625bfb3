import type { Story } from './story.ts'

const prompts = {
  supplies: [
    'Which gift surprised you most, and who gave it?',
    'What made people say yes when you asked?',
    'How did it feel to hand it all over?',
  ],
  awareness: [
    'Which of your facts made people stop, and why that one?',
    'When did you notice that somebody was really listening?',
    'What would you say differently the next time?',
  ],
  helpers: [
    'Which of your helpers surprised you, and how?',
    'What could you do together that none of you could do alone?',
    'When did you feel like a team?',
  ],
  solo: [
    'When did you want to stop, and what kept you going?',
    'What are you proud of that nobody else saw?',
    'What did you find out about yourself?',
  ],
}

/** Questions to look back with: about the topic, about the way of helping, and about what was hoped for. */
export function promptsOf({ kit, pick, request, outcome, by }: Story): string[] {
  const hope = outcome
    ? `You aimed for this: ${outcome.replace(/…$/u, '')}. How close did you come?`
    : pick('p3', [
        'What would you like to do next?',
        'Whom would you like to tell about this, and what would you say first?',
        'If you did it again tomorrow, what would you keep?',
      ])
  return [
    pick('p1', kit.prompts),
    pick('p2', prompts[request.help_mode]),
    by({ child: outcome ? hope : '', teen: hope, adult: hope }),
  ].filter(Boolean)
}

type Risk = [words: RegExp, young: string, grown: string]

/** What an idea may bring along that its topic does not. */
const risks: Risk[] = [
  [
    /\b(?<!knitting |sewing |pine )(?:needles?|syringes?)\b/i,
    'Do not touch needles, not even with gloves. Keep away, remember the place, and have an adult call the town.',
    'Leave needles to trained people: note the place, keep others away, and call the town.',
  ],
  [
    /\bpaint\w*\b.{0,60}\b(?:crosswalks?|crossings?|roads?|streets?)\b/i,
    'Painting on a road needs a permit and a closed road. Ask the town first, and never step onto a road with cars.',
    'Painting on a road needs a permit and a closed road: ask the town first.',
  ],
  [
    /\b(?:swim\w*|lakes?|rivers?|pools?|boats?|canoes?|ponds?|ocean|surf\w*)\b/i,
    'Near water an adult who can swim stays with you the whole time, best of all a lifeguard.',
    'Near water nobody is alone, and somebody watches who can swim.',
  ],
  [
    /\b(?:saws|a saw|chainsaws?|drills?|ladders?|hammers?|build|building (?:an?|some|things)|nails|repair\w*|mural|roof)\b/i,
    'Saws, drills, ladders and strong paint are for an adult; you hand over, hold and decorate.',
    'Wear gloves and eye protection with tools, and have somebody hold the ladder.',
  ],
  [
    /\b(?:rockets?|volcano\w*|fireworks|chemicals?|chemistry|slingshots?|catapults?)\b/i,
    'No fire, fuel or chemicals without an adult. Try it out in the open, with everyone well behind it.',
    'Try it out in the open, keep people behind it, and follow the instructions for anything that burns.',
  ],
  [
    /\b(?:bak(?:e|ing)|cook\w*|oven|stove|candles?|grill|barbecue|bbq|soup kitchen)\b/i,
    'Let an adult handle the stove, the oven and sharp knives, and ask about allergies before you share food.',
    'Ask about allergies before you share food, and write down what is in it.',
  ],
  [
    /[$€£]|\b(?:money|sell|selling|sale|raise|fundraiser|dollars?|bucks|euros?)\b/i,
    'Let an adult keep the money. Count it together and write down every amount.',
    'Count money in twos and write down every amount.',
  ],
  [
    /\b(?:online|internet|instagram|tiktok|youtube\w*|snapchat|discord|roblox|minecraft|fortnite|gaming|esports|livestream\w*|streaming|twitch|influencer|websites?|videos?|podcast|apps?|social media)\b/i,
    'Keep names, addresses, your school and your face out of what you put online, and show it to an adult first.',
    'Keep names, addresses and faces out of what you put online.',
  ],
]

/** Of each text, as much is looked at. */
const READ = 500

/** What to take care of: with whom, and what the topic and the idea bring along. */
export function safetyOf({ kit, pick, by, request }: Story): string[] {
  const answers = Object.values(request.clarifications ?? {})
  const said = [request.mission_idea, request.where, ...answers].map((text = '') => text.slice(0, READ)).join(' ')
  const adult = by({
    child: pick('n1', [
      'Do this quest with a grown-up you trust. Always say where you are going, and never go alone.',
      'A grown-up you trust comes along whenever you leave home or school, or talk to people you do not know.',
    ]),
    teen: pick('n1', [
      'Keep an adult you trust in the picture: where you are, who is with you, and when you will be back.',
      'Before each step, tell an adult you trust what you are going to do. Meet new people in public places, and never alone.',
    ]),
    adult: request.age_range
      ? ''
      : 'If you are under 18, do this with an adult you trust, and tell them where you are.',
  })
  const [, young = '', grown = ''] = risks.find(([words]) => words.test(said)) ?? []
  const risk = by({ child: young.replaceAll('an adult', 'a grown-up'), teen: young, adult: grown })
  const [first = '', second = ''] = kit.notes
  return [adult, first, risk || second].filter(Boolean)
}
