import type { Step } from './steps.ts'
import type { Story } from './story.ts'
import { say } from './text.ts'

/** People who know: find out, put it in a sentence, make something, show it, hear what stayed. */
export const awareness = (story: Story): Step[] => [
  learn(story),
  message(story),
  make(story),
  present(story),
  feedback(story),
]

function learn({ pick, by, told, kit, people, minor }: Story): Step {
  const title = pick('a1t', ['Become the one who knows', 'Find three facts that surprise you', 'Go and find out'])
  const adult = by({
    child: pick('a1d', [
      `Choose a grown-up you trust and tell them ${told}`,
      `Sit down with a grown-up you trust and tell them ${told}`,
      `Find a grown-up you trust who likes questions. Tell them ${told}`,
    ]),
    teen: pick('a1d', [
      `Tell an adult you trust ${told}`,
      `Choose an adult you trust who likes good questions, and tell them ${told}`,
      `Begin with an adult you trust. Tell them ${told}`,
    ]),
    adult: pick('a1d', [
      `Tell one person ${told}`,
      `Start with somebody who knows you, and tell them ${told}`,
      `Choose somebody who asks good questions, and tell them ${told}`,
    ]),
  })
  const look = pick('a1a', [
    `Then find answers to these questions: ${kit.facts}`,
    `Now go after the answers: ${kit.facts}`,
    `Here is what to find out: ${kit.facts}`,
  ])
  const ask = by({
    child: `Ask ${kit.experts}, together with your grown-up. Write down the three answers that surprise you most`,
    teen: `Ask ${kit.experts}, with your adult in the loop, and keep the three facts that surprise you most, each with where you found it`,
    adult: `Ask ${kit.experts}, and keep the three facts that surprise you most, each with its source`,
  })
  return [title, say(adult, minor('If you are under 18, let it be an adult you trust'), look, ask, people.remark)]
}

function message({ pick, by, kit, audience, audienceSaid, forWhom }: Story): Step {
  const title = pick('a2t', ['Find your one sentence', 'Put it in one sentence', 'Decide what to say'])
  const sentence = pick('a2a', [
    `Find the one sentence that people will still know at dinner. Try your own, or begin with this one: “${kit.headline}”`,
    `Say it in fewer words than a text message. An example: “${kit.headline}” Yours may be better.`,
    `Write five first sentences, and keep the one that makes people ask a question. One to start from: “${kit.headline}”`,
  ])
  const thing = `Then choose the one thing that everyone can do: ${kit.act}`
  const listeners = pick('a2b', [
    `Think of who will hear it: ${audience}. Which of your facts will matter to them?`,
    `Say it for the people you want to reach first: ${audience}`,
  ])
  const said = audienceSaid && `About them you said: ${audienceSaid}`
  const voice = by({
    child: 'Say it to your grown-up first. Do they get it right away?',
    teen: pick('a2c', [
      'Try it on your adult and on one friend: what do they remember an hour later?',
      'Say it to three people and watch their faces',
    ]),
    adult: 'Try it on someone who has no idea what you are up to',
  })
  return [title, say(sentence, thing, listeners, said, forWhom, voice)]
}

function make({ pick, by, kit, deadline }: Story): Step {
  const test = pick('a3a', [
    'Show it to somebody for ten seconds and take it away. What do they remember? Change what got lost',
    'Step back three big steps: can you still read it? If not, fewer words and bigger letters',
    'Ask one person who knows nothing about it what they would do now. If they hesitate, make it clearer',
  ])
  const voice = by({
    child: pick('a3c', [
      'Let your grown-up check it: no last names, and no photos of people who did not say yes',
      'Your grown-up helps with scissors and printing',
    ]),
    teen: pick('a3c', [
      'Use only pictures you made or may use, and no faces or names without a yes',
      'If it goes online, let your adult look at it first, and keep your personal details out of it',
    ]),
    adult: 'Say where each fact comes from, in small letters at the bottom',
  })
  const time = deadline.when && `Have it ready in time to show it ${deadline.when}`
  return [kit.material[0], say(kit.material[1], test, time, voice)]
}

function present({ pick, by, audience, at, deadline, reach, people }: Story): Step {
  const title = pick('a4t', ['Take it to the people', 'Your big moment', 'Out into the open'])
  const who = `Show it to ${audience}`
  const together = people.together && `You do not stand there by yourself: do it${people.together}`
  const how = pick('a4a', [
    'Two minutes are enough: what you found out, why you care, and what everyone can do today. “I do not know, I will find out” is a very good answer',
    'Start with your question and wait: let people guess before you tell them. Then your three facts, and then the one thing they can do',
    'Say your sentence, show what you made, and ask who would like to join in. Then stop talking and let people come to you',
  ])
  const many = `Aim for ${reach} people who have seen it${at}${deadline.when && !at ? ` ${deadline.when}` : ''}`
  const voice = by({
    child: pick('a4c', [
      'Your grown-up sets up the time and stays in the room',
      'Ask your teacher for five minutes, and have your grown-up there',
    ]),
    teen: pick('a4c', [
      'Ask a teacher or your adult to set up the time and place',
      'Let your adult know when and where, and have them there if the people are new to you',
    ]),
    adult: 'Ask for the time and the place a few days ahead',
  })
  const time = deadline.said && `What you said about the time: ${deadline.said}`
  return [title, say(who, how, together, many, time, voice)]
}

function feedback({ pick, by, kit, reach }: Story): Step {
  const title = pick('a5t', ['Hear what stayed', 'Ask what changed', 'Count what came of it'])
  const ask = pick('a5a', [
    `A few days later, ask ${Math.ceil(reach / 2)} people two things: What do you remember? What have you done? Put down a mark for everyone who did something.`,
    `Go back to ${Math.ceil(reach / 2)} people and ask: What stuck with you? What will you do? Write down their best sentence.`,
    `Hang up a sheet with two columns, “I knew that” and “I will do something”, and let at least ${Math.ceil(reach / 2)} people put their mark.`,
  ])
  const report = pick('a5b', [
    `Take the result to ${kit.experts}: they hear far too seldom that someone cares`,
    `Send the numbers to ${kit.experts}, and a thank-you to everyone who listened`,
  ])
  const voice = by({
    child: 'Do the asking with your grown-up or your class',
    teen: 'Talk it over with your adult: what would you do differently next time?',
    adult: 'Note what you would do differently next time',
  })
  return [title, say(ask, report, voice)]
}
