import type { Doing } from './doings.ts'

/** A day with a name: a blood drive, a street party, a swap. */
export const hosting = (it: string): Doing => ({
  gift: `bring together everything that it takes for ${it}`,
  needs: [
    'List what it takes',
    `Walk through ${it} in your head, from the first guest to the last bag, and write down everything that is needed. Ask somebody who has done one: What did you forget?`,
  ],
  deliver: [
    'Bring it and set it up',
    'Bring everything to the place on the day before, set it up, and walk through it once from start to end.',
  ],
  facts:
    'Who would come, and what would keep them away? What has worked at other places? What does it need to be safe and legal?',
  experts: 'somebody who has organized one',
  headline: 'Save the date: something good is about to happen here.',
  act: 'come, and bring one more person',
  material: [
    'Make an invitation nobody throws away',
    'Make it small enough for a pocket: what, when, where, and one good reason to come. On the back, something to keep: a map, a joke, a recipe.',
  ],
  jobs: ['find a place and ask for permission', 'invite people', 'set up and make signs', 'welcome people'],
  helpersFrom: 'You need one who loves lists, two who love people, and some who stay until the last chair is put away',
  bring: 'tape, markers, water and comfortable shoes',
  day: [
    'The day itself',
    'Be there an hour early. One person greets at the door, one looks after whatever goes wrong, and everybody else enjoys it with the guests. Count how many came.',
  ],
  goal: 'thirty people come, and five of them offer to help with the next one',
  ways: [
    'a small one first, with ten people you know',
    'together with a group that has done it before',
    'one hour as a part of something that happens anyway',
  ],
  doing:
    'Settle the place and the date first; everything else follows from them. Then invite the first five people yourself',
  proof: 'the number of people who came, one picture of the full room, and what they said on the way out',
  notes: [
    'Ask whoever owns the place, and know where the exits and the first-aid kit are.',
    'Ask before you take pictures, and tell people what they are for.',
  ],
})

/** People in the street for a cause. */
export const marching = (isYoung: boolean): Doing => ({
  gift: 'bring together signs, vests, water and everything else that a march needs',
  jobs: ['ask for the permit', 'paint the signs', 'invite people and groups', 'keep everyone together'],
  helpersFrom: 'You need loud voices, good painters, and calm people in vests who keep everyone together',
  bring: 'a sign, water, closed shoes and a phone number on your arm',
  day: [
    'March day',
    'Meet where there is room, and say the three rules aloud: stay together, stay on the route, stay friendly. End at a place where someone reads out what you ask for.',
  ],
  goal: 'twenty people walk together, and one person in charge hears what you ask for',
  ways: [
    'a walk with your own group, from one gate to another',
    'a row of people with signs on the sidewalk for half an hour',
    'a part in a march that others have planned already',
  ],
  doing: 'Write down in one sentence what you ask for, and from whom. Then ask the town what you need for a march',
  proof: 'a picture of the signs, the number of people, and the answer you got',
  notes: [
    isYoung
      ? 'An adult asks the town for the permit, and adults walk in front, behind and on the side of the road.'
      : 'Ask the town for the permit early, and have people in vests at the front, the back and every crossing.',
    'If somebody provokes you, smile and walk on. Nobody answers with pushing or insults.',
  ],
})

/** Whatever else has to be done, in the player's own words. */
export const own = (plan: string): Doing => ({
  gift: `bring together what it takes to ${plan}`,
  needs: [
    'List what it takes',
    `Write down everything it takes to ${plan}: things, tools, a place, people who know how. Mark what you have, what you can borrow, and what is missing.`,
  ],
  sort: 'Tick it off on your list, clean what needs it, and put together what is used together',
  deliver: [
    'Put it to use',
    'Bring everything to the place where it is needed, go through your list one last time, and begin with the first piece.',
  ],
  facts: `What does it take to ${plan}? Who has tried it before, and what happened? Whose life would it change?`,
  experts: 'somebody who has done something like it',
  headline: 'Somebody has to go first. Let’s be somebody.',
  act: 'give half an hour, or one good idea',
})
