import type { Story } from './story.ts'

/** Questions to look back with: about the topic, about the way of helping, and about what was hoped for. */
export function promptsOf({ kit, pick, request, outcome, by }: Story): string[] {
  const mode = {
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
  }[request.help_mode]
  const hope = outcome
    ? `You aimed for this: ${outcome.replace(/…$/u, '')}. How close did you come?`
    : pick('p3', [
        'What would you like to do next?',
        'Whom would you like to tell about this, and what would you say first?',
        'If you did it again tomorrow, what would you keep?',
      ])
  return [
    pick('p1', kit.prompts),
    pick('p2', mode),
    by({ child: outcome ? hope : '', teen: hope, adult: hope }),
  ].filter(Boolean)
}

const money = /[$€£]|\b(?:money|sell|sale|raise|fundraiser|dollars?|bucks|euros?)\b/i
const online =
  /\b(?:online|internet|instagram|tiktok|youtube|snapchat|discord|roblox|website|video|videos|podcast|post|app|social media)\b/i

/** What to take care of: with whom, and what the topic, money or the net bring along. */
export function safetyOf({ kit, pick, by, request, topic }: Story): string[] {
  const said = [request.mission_idea, request.where, ...Object.values(request.clarifications ?? {})].join(' ')
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
  const [first = '', second = ''] = kit.notes
  const extra = money.test(said)
    ? by({
        child: 'Let your grown-up keep and count the money.',
        teen: 'Let an adult keep the money. Count it together and write down every amount.',
        adult: 'Count money in twos and write down every amount.',
      })
    : online.test(said) && topic !== 'safety'
      ? 'Keep names, addresses, your school and your face out of what you put online.'
      : second
  return [adult, first, extra].filter(Boolean)
}
