import { anything } from './kits-anything.ts'
import type { Step } from './steps.ts'
import type { Story } from './story.ts'
import { capital, say } from './text.ts'

/** Things that are needed: an ally, a list, the word about it, the collecting, the handing over. */
export const supplies = (story: Story): Step[] => [
  ally(story),
  needs(story),
  story.kit.quietly ? askAround(story, story.kit.quietly.ask) : publicise(story),
  collect(story),
  deliver(story),
]

const chosen = ({ pick, by }: Story): string =>
  by({
    child: pick('s1a', [
      'Choose a grown-up you trust, like a parent, a grandparent or your teacher.',
      'Which grown-up is good at making things happen? Your mom, your grandpa, your teacher? Choose one you trust.',
      'Every team needs a grown-up. Choose one you trust: someone at home or at school.',
    ]),
    teen: pick('s1a', [
      'Choose one adult you trust: a parent, a coach, a teacher who says yes to things.',
      'Every good mission starts with one ally. Choose an adult you trust, at home or at school.',
      'Think of an adult who listens when you talk, and whom you trust. That is the one you need now.',
    ]),
    adult: pick('s1a', [
      'Choose one person you can count on: a friend, someone from work, someone next door.',
      'Good things get done by two. Ask a friend or someone next door.',
      'Think of someone who finishes what they start, and ask them first.',
    ]),
  })

function ally(story: Story): Step {
  const { pick, by, told, kit, minor } = story
  const title = by({
    child: pick('s1t', ['Find your grown-up teammate', 'Choose a grown-up for your team', 'Tell a grown-up your plan']),
    teen: pick('s1t', ['Find your adult ally', 'Get one adult on your side', 'Bring in an adult you trust']),
    adult: pick('s1t', ['Find your first ally', 'Get one person on board', 'Find a partner']),
  })
  const ask = by({
    child: `Ask: Will you do this with me? You will need ${kit.ally}`,
    teen: pick('s1b', [`Ask for two things: ${kit.ally}`, `Then say what you need from them: ${kit.ally}`]),
    adult: pick('s1b', [
      `Settle two things right away: ${kit.ally}`,
      `Two things are worth settling first: ${kit.ally}`,
    ]),
  })
  return [
    title,
    say(chosen(story), minor('If you are under 18, let it be an adult you trust'), `Tell them ${told}`, ask),
  ]
}

function needs({ pick, by, kit, goods, count, people }: Story): Step {
  const list = goods.said
    ? `You already named what to look for: ${goods.said} Ask how much of it would help`
    : goods.isNamed
      ? pick('s2n', [
          `You said what to collect: ${goods.all}. Ask how much of it would help`,
          `Ask what they think of your list: ${goods.all}. How much of each would be enough?`,
        ])
      : goods.all &&
        pick('s2b', [
          `If they leave it to you, aim for this: ${goods.all}`,
          `Write a list with a number next to each thing. A good start: ${goods.all}`,
          `Turn the answers into a list with numbers, such as ${goods.all}`,
        ])
  const open = !goods.all && 'Choose the three things that matter most, and set a number for each'
  const voice = by({
    child: pick('s2c', [
      'Your grown-up makes the call, and you ask the questions',
      'Sit next to your grown-up for the call, with your questions on a card',
    ]),
    teen: pick('s2c', [
      'Write your questions down first, and have your adult nearby when you call or go',
      'Let your adult know when you call, or take them along',
    ]),
    adult: '',
  })
  const enough = count && `Plan it so that it is enough for ${count}`
  return [kit.needs[0], say(kit.needs[1], list || open, enough, people.remark, voice)]
}

/** A headline in the player's own words, where the topic's is about other things. */
const pleaOf = ({ goods: { other }, kit }: Story): string =>
  other ? `Do you have ${other} to spare? Somebody could use ${/s$/.test(other) ? 'them' : 'it'} right now.` : kit.plea

const lastDay = ({ deadline }: Story): string =>
  deadline.when && `Choose a last day that gets everything there ${deadline.when}`

/** Some things are not for everybody to know. */
function askAround(story: Story, ask: string): Step {
  const voice = story.by({
    child: 'Do it together with your grown-up',
    teen: 'Let your adult know whom you ask',
    adult: '',
  })
  return ['Ask the right people', say(ask, lastDay(story), voice)]
}

function publicise(story: Story): Step {
  const { pick, by, at } = story
  const title = pick('s3t', ['Spread the word', 'Make a flyer people read', 'Let everyone know'])
  const flyer = pick('s3a', [
    `Make a flyer that people can read in five seconds. The headline could be: “${pleaOf(story)}” Below it: what you collect, where to bring it, and the last day.`,
    `Write one short message with four things in it: why, what, where, and until when. You could open with this: “${pleaOf(story)}”`,
    `Draw a poster with one picture and very few words, for example: “${pleaOf(story)}” Then say what to bring, where, and by which day.`,
  ])
  const start = at && `Begin with the people you meet${at}`
  const face = pick('s3b', [
    'Then tell five people face to face: that works better than any poster',
    'Hang it up where people wait with nothing to do: at doors, at counters, by the kettle',
    'Ask each person to tell one more. That is how five become fifty',
  ])
  const voice = by({
    child: pick('s3c', [
      'Let your grown-up come along to hang it up, and keep your last name and address off it',
      'Your grown-up comes along and gives a phone number, so that yours stays private',
    ]),
    teen: pick('s3c', [
      'Keep your own address and number off it; the school or your adult can be the contact',
      'If it goes online, let your adult post it, without your address or last name',
    ]),
    adult: 'Give one contact that you check every day',
  })
  return [title, say(flyer, lastDay(story), start, face, voice)]
}

function collect({ pick, by, kit, deadline, goods }: Story): Step {
  const title = pick('s4t', ['Collect and sort', 'Fill the boxes', 'Bring it in and sort it'])
  const box = kit.quietly
    ? `Gather everything at ${kit.spot}, and keep a list of what is there and what is missing`
    : pick('s4a', [
        `Set up a box that nobody can miss, at ${kit.spot}. Keep a tally on the lid, so that everyone sees it grow.`,
        `Ask if your box may stand at ${kit.spot}. Draw a thermometer on it and color in a line for every gift.`,
        `Put a bright box with your flyer on it at ${kit.spot}, and look in every second day.`,
      ])
  const half = pick('s4b', [
    'Halfway there? Say out loud what is still missing: people love to be the one who completes a list',
    'When things slow down, show people how little is left to go',
    '',
  ])
  const voice = by({
    child: pick('s4c', [
      'Collect and carry with your grown-up, and let them handle any money',
      'Pick things up only with your grown-up next to you',
    ]),
    teen: pick('s4c', [
      'Pick things up in public places or with your adult, never alone at a stranger’s door',
      'If somebody gives money instead, hand it to your adult and write it down',
    ]),
    adult: '',
  })
  const time = deadline.said && `What you said about the time: ${deadline.said}`
  return [title, say(box, goods.other ? anything.sort : kit.sort, half, time, voice)]
}

function deliver({ pick, by, kit, people }: Story): Step {
  const count = pick('s5a', [
    'Count it all one last time and write the number down.',
    'Before you go, line everything up, count it, and take the picture you have earned.',
  ])
  const thanks = pick('s5b', [
    'Afterwards, thank everyone who gave: one line with the final number is enough to make their day',
    'Then send your thanks to everybody who helped, with the number you reached and what happens with it now',
    'In the evening, write to all who gave: what came together, where it is now, and thank you',
  ])
  const voice = by({
    child: pick('s5c', ['Go there with your grown-up', 'Your grown-up takes you there and stays with you']),
    teen: pick('s5c', ['Have your adult drive or come along', 'Take your adult along: they should see this too']),
    adult: '',
  })
  return [
    kit.deliver[0],
    capital(say(count, kit.deliver[1], voice, thanks, people.together && 'Celebrate with those who did it with you')),
  ]
}
