import type { Step } from './steps.ts'
import type { Story } from './story.ts'
import { capital, listed, say } from './text.ts'

/** People who help: the tasks, the crew, the date, the day, the thanks. */
export const helpers = (story: Story): Step[] => [
  tasks(story),
  recruit(story),
  schedule(story),
  act(story),
  thank(story),
]

function tasks({ pick, by, told, kit, people, minor }: Story): Step {
  const title = pick('h1t', ['List the jobs', 'Cut the big job into small ones', 'Work out who could do what'])
  const split = pick('h1a', [
    `Cut the work into jobs that one person can do in an hour, such as these: ${listed(kit.jobs)}`,
    `Write every job on a card of its own. Some to start with: ${listed(kit.jobs)}`,
    `Make a list of everything that has to happen, from the first phone call to the last bag. It could begin like this: ${listed(kit.jobs)}`,
  ])
  const adult = by({
    child: pick('h1b', [
      `First choose a grown-up you trust and tell them ${told}`,
      `Sit down with a grown-up you trust and tell them ${told}`,
    ]),
    teen: pick('h1b', [`First tell an adult you trust ${told}`, `Choose an adult you trust, and tell them ${told}`]),
    adult: pick('h1b', [`Tell one reliable person ${told}`, `Say it to somebody first: tell them ${told}`]),
  })
  const mark = by({
    child: 'Together, put a star on every job that only a grown-up may do: anything heavy, sharp or near a road',
    teen: 'Mark what needs an adult: tools, ladders, driving, money',
    adult: 'Note next to each how long it will take',
  })
  return [title, say(adult, minor('If you are under 18, let it be an adult you trust'), split, mark, people.remark)]
}

const invitations = [
  '“We need someone exactly like you for one afternoon. Are you in?”',
  '“I have a plan and a job with your name on it. Do you want to hear it?”',
  '“Two hours, good people, and afterwards something is better than before. Will you come?”',
]

function recruit({ pick, by, kit, crew, people, request }: Story): Step {
  const title = pick('h2t', [`Find a crew of ${crew.many}`, 'Find your crew', 'Ask for help, one by one'])
  const invitation = pick('h2a', invitations)
  const isAlone = people.isAlone
    ? `You said that you would do it yourself. Keep the lead, and ask ${Math.min(crew.many, 2)} people for one small job each`
    : `You need about ${crew.many} people${kit.crew.startsWith('to ') ? '' : ` ${kit.crew}`}`
  const ask = pick('h2b', [
    'Ask one by one: it is harder to say no to a person than to a poster. You could say',
    'Talk to people instead of writing to a group. You could say',
    'Ask in person, and have a job ready for each. You could say',
  ])
  const who = people.together && `You have a start already: you do it${people.together}`
  const said = crew.said && `About helpers you said: ${crew.said}`
  const voice = by({
    child: pick('h2c', [
      'Ask kids you know, and let your grown-up talk to their families',
      'Your grown-up asks the other grown-ups, and you ask the kids',
    ]),
    teen: pick('h2c', [
      'Ask people you know; for anyone new, let your adult be there',
      'If you post it, keep it to groups your adult knows',
    ]),
    adult: request.age_range
      ? 'Thank those who say no, too: they may come next time'
      : 'Keep to people you know, or to groups that somebody you trust knows',
  })
  return [title, say(isAlone, who, said, kit.helpersFrom, `${ask}: ${invitation}`, voice)]
}

function schedule({ pick, by, kit, at, deadline }: Story): Step {
  const title = pick('h3t', ['Set the day', 'Pick a day and a place', 'When and where'])
  const day = pick('h3a', [
    'Offer two dates and take the one that most people can make',
    'Choose a day when most of your crew is free, and keep it to two hours',
    'Two hours on one good day are better than five plans. Choose the day with your crew',
  ])
  const when = deadline.when
    ? `You want to be done ${deadline.when}, so settle it today`
    : 'Choose a second day, too, in case it rains'
  const place = at && `Meet${at}`
  const note = pick('h3b', [
    `Send everyone one short message: when, where, when it ends, and what to bring, namely ${kit.bring}`,
    `Tell everyone the same four things: the day, the place, the end, and what to bring (${kit.bring})`,
  ])
  const voice = by({
    child: pick('h3c', [
      'Your grown-up says yes to the place and the time, and so do the families of the others',
      'Ask your grown-up to send the message to the families',
    ]),
    teen: pick('h3c', [
      'Make sure that an adult can be there, and that the place is okay with it',
      'Check the place and time with your adult before the message goes out',
    ]),
    adult: 'Ask whoever owns the place, and remind everybody the day before',
  })
  const said = deadline.said && `What you said about the time: ${deadline.said}`
  return [title, say(day, when, place, note, said, voice)]
}

const opening = (pick: Story['pick'], kit: Story['kit']): string =>
  kit.quietly
    ? 'Greet everybody by name, and say in one sentence whom this is for'
    : pick('h4a', [
        'Start with five minutes in a circle: who does what, and where are water and bandages?',
        'Begin by saying everyone’s name and job out loud.',
        'Greet everybody by name and hand out the job cards.',
      ])

function act({ pick, by, kit }: Story): Step {
  const start = opening(pick, kit)
  const heart =
    kit.heart && pick('h4h', [`Today is the day: ${kit.heart}`, `Now you do what you came for: ${kit.heart}`])
  const end =
    !kit.quietly &&
    pick('h4b', [
      'At the end, take one picture of what you did',
      'Stop while it is still fun, and look at it together',
      'Finish with something to eat',
    ])
  const voice = by({
    child: pick('h4c', [
      'Grown-ups stay the whole time and do the jobs with a star',
      'Your grown-up is there from start to end',
    ]),
    teen: pick('h4c', [
      'An adult stays within call the whole time',
      'Your adult is there, and does what needs a car, a ladder or a blade',
    ]),
    adult: '',
  })
  return [kit.day[0], say(start, heart, kit.day[1], voice, end)]
}

function thank({ pick, by, outcome, at, kit }: Story): Step {
  const title = pick('h5t', ['Say thank you and look back', 'Thank everyone by name', 'Look back together'])
  const thanks = pick('h5a', [
    'Thank every helper by name, for one thing you saw them do',
    'Give each helper a card with one true sentence on it: “You were the one who …”',
    'Thank everyone out loud, starting with the quietest',
  ])
  const look = kit.quietly
    ? 'Then sit down together: What was good? What was hard? What should stay?'
    : pick('h5b', [
        'Then ask three questions: What worked? What made you laugh? What should we do next?',
        'Then sit down together: What are we proud of? What would we do faster next time?',
      ])
  const check = outcome
    ? `Compare it with what you wanted: ${outcome}`
    : at && `Come back in a week and see what has lasted${at}`
  const voice = by({
    child: 'Let your grown-up help you send the thank-yous',
    teen: 'Your adult gets a thank-you, too',
    adult: '',
  })
  return [title, capital(say(thanks, look, check, voice))]
}
