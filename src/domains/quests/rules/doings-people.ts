import type { Doing } from './doings.ts'

/** For somebody in particular: only they know what helps. */
export const someone = (who: string, isYoung: boolean): Doing => ({
  served: who,
  count: undefined,
  goods: [],
  gift: `bring together what would really help ${who}`,
  needs: [
    'Find out what would really help',
    `Ask ${who}, or somebody who knows them well: What is hardest right now? What would make this week easier? What would they rather do themselves?`,
  ],
  ally: isYoung ? 'an hour of their time and a yes from the family' : 'an hour of their time and an honest opinion',
  spot: 'the home of somebody you both know',
  quietly: {
    ask: `Ask people you trust, one by one: “Somebody we know could use a hand this week. Are you in?” Tell them what is wanted and until when, and no more than ${who} would want them to know.`,
    share: `Look back together with ${who}: What helped most? What was too much? What should go on?`,
  },
  sort: 'Keep what was asked for, and pack it so that it can be used right away',
  deliver: [
    'Bring it over',
    `Bring everything at a time that suits ${who}, and stay a little while if you are welcome.`,
  ],
  facts: 'What helps most in a situation like this? What do people wish others had asked them? What is too much?',
  experts: `somebody who knows ${who} well`,
  headline: 'A small thing from many people is a big thing.',
  act: 'do one small thing that was really asked for',
  material: [
    'Make a week that people can sign up for',
    'Draw a week with seven boxes and one small job in each: a meal, a walk, an errand, a call. People write their name into a box. Ask first whether it is welcome, and leave out what is private.',
  ],
  audience: 'people who know them, too',
  jobs: ['find out what would help', 'do a small job or an errand', 'bring something good to eat', 'keep company'],
  helpersFrom: 'Choose people who can keep private things to themselves',
  bring: 'two hands and time for a talk',
  day: [
    'A good day',
    'Do what was asked for, one thing at a time, and leave time to sit down together. The talk helps as much as the work.',
  ],
  goal: `three things are done that ${who} really wanted`,
  ways: [
    'ask what is hardest and take over one small thing every day for a week',
    'spend an hour together with what they like best',
    'make something just for them: a card, a playlist, something to eat',
  ],
  doing: 'Ask first, do what was asked for, and take it well if the answer is: not today',
  proof: 'a line a day about what you did and what it changed, for the two of you only',
  notes: [
    'Some things are theirs to tell: ask before you talk to others about it, and put nothing about it online.',
    isYoung
      ? 'Leave medicine, money and heavy things to an adult. If something gets worse, tell an adult right away.'
      : 'You do not have to carry it alone: if it gets to be too much, bring in somebody whose job it is.',
  ],
  prompts: ['What did they need that you would not have guessed?', 'What has it changed between you?'],
})

/** A birthday, a thank-you, a day that should be a good one. */
export const surprise = (who: string, isYoung: boolean): Doing => ({
  ...someone(who, isYoung),
  gift: `bring together what makes a perfect day for ${who}`,
  needs: [
    'Be a detective',
    'Find out, without giving anything away: What do they love? What makes them laugh? What have they not done for a long time?',
  ],
  quietly: {
    ask: `Ask everyone who likes ${who}, one by one and in a low voice: “Psst. We are planning something good, and we need you.” Tell them what to bring, when, and who must not hear of it.`,
    share: 'Let everyone who took part hear how it went, and tell the best moment twice',
  },
  facts: 'What do they love? Which story do they tell again and again? What would they never expect?',
  headline: `Psst: this one is for ${who}.`,
  act: 'add one kind line or one memory',
  material: [
    'Make a book with a page from everyone',
    'Give each person one page: a memory, a drawing, a photo, a thank-you. Put the pages together and make the cover yourself.',
  ],
  jobs: ['find out what they love', 'make or bake something', 'collect a line from everyone', 'keep the secret'],
  helpersFrom: 'Take only people who can keep a secret, and one who is good at distracting',
  bring: 'one memory, one good idea and a straight face',
  day: [
    'The big day',
    'Be ready half an hour early. When the moment comes, let them be the center of it: the gift first, then the stories, then the food.',
  ],
  goal: `three surprises in one day for ${who}`,
  ways: [
    'make something with your own hands that nobody could buy',
    'collect one kind line from everyone who knows them',
    'plan an hour of what they love best',
  ],
  doing: 'Make a list of what they love, choose one thing from it, and make it better than they would expect',
  proof: 'one picture of the face at the best moment, if they like it, and the line they said',
  notes: [
    isYoung
      ? 'Keep it a surprise for them, not for your adult: somebody grown-up knows the plan.'
      : 'Ask somebody close to them whether they like surprises at all, and what they should not eat.',
    'Leave out jokes that could hurt, and show pictures only if they like them.',
  ],
})

/** Somebody or some animal that is gone. */
export const remembering = (): Doing => ({
  served: 'everyone who misses them',
  count: undefined,
  goods: [],
  gift: 'bring together pictures, stories and little things that remember',
  quietly: {
    ask: 'Ask everyone who knew them, one by one: “What is your favorite memory?” Write each one down as it was told, and ask for a picture.',
    share: 'Sit down with people who miss them, too, and tell your favorite memory. Crying is fine, and so is laughing',
  },
  needs: [
    'Collect what there is',
    'Look for pictures and little things, and ask people who knew them: What did they love? What made you laugh? What do you miss most?',
  ],
  ally: 'time to listen and help with printing pictures',
  spot: 'a place in your home that is easy to find',
  sort: 'Put pictures and stories together, and choose the ones that make you smile',
  deliver: [
    'Give it a place',
    'Put everything into a box or a book, and give it a place where anyone who misses them can open it.',
  ],
  facts: 'What did they love? Which story does everyone tell? What have people learned from them?',
  experts: 'somebody who misses them, too',
  headline: 'Tell me about them.',
  act: 'tell one good memory',
  material: [
    'Make a memory wall',
    'Hang up a picture, with paper and pens next to it. Everyone who comes adds one memory.',
  ],
  audience: 'everyone who knew them',
  jobs: ['collect memories', 'choose pictures', 'make a box or a book', 'choose a song'],
  crew: 'who miss them, too',
  helpersFrom: 'Ask those who miss them, too: it is easier together',
  bring: 'one memory and one picture',
  day: [
    'A day to remember',
    'Sit in a circle, light a lamp, and let everyone who wants to tell a memory. Then look at the pictures, and eat something they would have liked.',
  ],
  goal: 'ten memories are written down and have a place of their own',
  ways: [
    'make a box with pictures and memories',
    'plant a flower where you like to think of them',
    'write them a letter, and keep it',
  ],
  doing: 'Take your time. Begin with the memory that makes you smile',
  proof: 'the box, the book or the flower itself',
  notes: [
    'Being sad is part of it, and it comes in waves. Talk to somebody you trust about it, also when the quest is done.',
    'If it stays heavy for a long time, ask for help: there are people who know how to carry it.',
  ],
  prompts: ['Which memory would you like to keep forever?', 'What would they say about what you made?'],
})
