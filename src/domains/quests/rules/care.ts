import type { QuestPlan, QuestRequest } from '../../../../schemas/quests/plan.ts'
import type { Harm } from './harm.ts'
import { rewarded, type Step } from './steps.ts'

type Words = Pick<QuestPlan, 'mission_summary' | 'reflection_prompts' | 'safety_notes'> & { steps: Step[] }

const adultFor = (age: QuestRequest['age_range']) =>
  age === '8-11' ? 'a grown-up you trust' : age === 'Adult' ? 'someone you trust' : 'an adult you trust'

function gentleSteps(age: QuestRequest['age_range']): Step[] {
  const adult = adultFor(age)
  const people =
    age === 'Adult'
      ? 'a friend, someone in your family, a doctor'
      : 'a parent or relative, a teacher, a school counselor, a doctor'
  return [
    [
      'Go where you are not alone',
      'Go to a room or a place where somebody is whom you feel safe with. If you are in danger right now, call the local emergency number before anything else.',
    ],
    [
      `Choose ${adult}`,
      `Think of who has been kind to you: ${people}. If the first one you think of is part of what hurts, choose another one.`,
    ],
    [
      'Say it today',
      'You need only one sentence: “Something is hurting me, and I need help.” You can also write it on paper or in a message. If you are worried about a friend, say that; it is not telling on them.',
    ],
    [
      'If they do not listen, tell the next one',
      'Sometimes people do not understand right away. That is not your fault. Tell another person, or call or text a helpline: the people there are kind, it is free, and you do not have to give your name.',
    ],
    [
      'Plan the next day together',
      `Ask ${age === 'Adult' ? 'them' : 'the person you told'} to stay close, and agree on what happens tomorrow and whom you call if it gets hard again. It may take time, and you deserve help for all of it.`,
    ],
  ]
}

/** For somebody who needs help today: no task is as important as not being alone with it. Nothing here cheers. */
function gentle(age: QuestRequest['age_range']): Words {
  const adult = adultFor(age)
  return {
    mission_summary: `Thank you for saying it. You are not in trouble, and you do not have to carry this alone. This quest has one aim: that you talk to ${adult} today. It is the same if you are worried about somebody else.`,
    steps: gentleSteps(age),
    reflection_prompts: ['Who makes you feel safe?', 'What is one small thing that would make today a little easier?'],
    safety_notes: [
      'If you or somebody else may get hurt, call the local emergency number now, or a helpline for young people or for crises. You can call at any hour.',
      `Tell ${adult} today, in words or on paper. You are not in trouble, and it is not your fault.`,
      'Stay near other people, and do not wait for the right moment.',
    ],
  }
}

function betterSteps(isHurting: boolean, age: QuestRequest['age_range']): Step[] {
  const isChild = age === '8-11'
  const adult = adultFor(age)
  return [
    [
      'Take a break',
      `Wait until you are calm: walk, run, draw, breathe out slowly ten times. Then tell ${adult} what is going on${isHurting ? ' and what made you angry or sad' : ''}.`,
    ],
    [
      'Find out what you really need',
      `Finish this sentence: “I want …” To be left in peace? To be seen? To have some fun? ${isChild ? 'Your grown-up can help you find the words.' : 'Write it down for yourself, without names.'}`,
    ],
    [
      'Choose a good surprise',
      `Choose one thing that takes less than thirty minutes: fix something, help someone carry, write a kind note, tidy a corner that everyone uses. ${isChild ? 'Ask your grown-up if it is okay.' : `Check with ${adult} that it is safe and allowed.`}`,
    ],
    [
      'Do it',
      `Do it this week${isChild ? ', together with your grown-up' : ''}, and do it without waiting for applause. Then watch what happens when people find it.`,
    ],
    [
      'Look at what you changed',
      `Tell ${adult} how it went. If something unfair is still going on, ask them to help you end it: that is not telling tales.`,
    ],
  ]
}

/** For an idea that would hurt somebody: the same strength, put into something good. The idea is not said again. */
function better(harm: Harm, age: QuestRequest['age_range']): Words {
  const adult = adultFor(age)
  const isHurting = harm === 'hurting'
  return {
    mission_summary: isHurting
      ? 'When someone makes you angry, it takes more courage to change things than to hit back. This quest is not the one you asked for: it is a short one that ends with something you can be proud of.'
      : 'You want something to happen. So here is another quest than the one you asked for: one in which nobody gets hurt or in trouble, and in which people are glad that you were there.',
    steps: betterSteps(isHurting, age),
    reflection_prompts: [
      'What did you need most when this began?',
      'What happened when you did something good instead?',
    ],
    safety_notes: [
      `If someone is being hurt or threatened, you or anyone else, tell ${adult} right away, or call the local emergency number.`,
      'Do nothing that could hurt a person, an animal or yourself, or break what belongs to others.',
    ],
  }
}

export function careFor(harm: Harm, { age_range: age }: QuestRequest): QuestPlan {
  const { steps, ...words } = harm === 'distress' ? gentle(age) : better(harm, age)
  return {
    quest_name: harm === 'trouble' ? 'OPERATION CITIZEN HERO' : 'OPERATION KINDNESS SHIELD',
    ...words,
    difficulty: 'Easy',
    estimated_duration_days: harm === 'distress' ? 1 : 3,
    steps: rewarded(steps),
  }
}
