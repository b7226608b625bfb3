import type { Doing } from './doings.ts'

/** For somebody in particular: only they know what helps. */
export const someone = (who: string, isYoung: boolean): Doing => ({
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
  prompts: ['What did they need that you would not have guessed?', 'What has it changed between the two of you?'],
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

/** Teaching oneself something, or becoming somebody. */
export const learning = (): Doing => ({
  gift: 'bring together what it takes to start: a book, a tool, someone who can show you',
  jobs: ['find someone who can do it', 'choose the first small piece', 'practice together', 'show each other'],
  helpersFrom: 'Find one who can already do it, and one who wants to learn it, too',
  bring: 'what you practice with, and one question',
  day: [
    'Practice day',
    'Warm up with what you can already do. Then one new thing, slowly, three times. At the end, everybody shows one thing, mistakes included.',
  ],
  goal: 'twenty minutes on five days, and one thing you can show at the end that you cannot do today',
  ways: [
    'twenty minutes a day, always at the same time',
    'with somebody who can already do it and lets you watch',
    'by making one small real thing from start to end',
  ],
  doing: 'Choose the smallest piece that is worth showing, and do it badly first, then better, then well',
  proof: 'the first try, one from the middle and the last one, side by side',
})

/** Finding something out, and showing it to others. */
export const studying = (): Doing => ({
  gift: 'bring together books, pictures, material for a model and someone who knows about it',
  needs: [
    'Find your question',
    'Write down ten questions that you have about it, and put a star on the one you cannot answer without trying something out. Show it to somebody who knows about it: What would you look at first?',
  ],
  sort: 'Put everything on one table, group it by question, and put aside what answers none',
  deliver: [
    'Show it',
    'Set up what you found so that people can touch something and ask something. Start with the question, not with the answer.',
  ],
  facts: 'What do most people get wrong about it? What has been found out lately? What does nobody know yet?',
  experts: 'somebody who knows about it',
  headline: 'You think you know this. Wait for number three.',
  act: 'guess first, and then look',
  material: [
    'Make something that works',
    'Build a model or an experiment that shows your best fact without words. Next to it goes your question, and the answer under a flap.',
  ],
  jobs: ['collect questions', 'look things up in two places each', 'build a model', 'practice the show'],
  helpersFrom: 'You need one who asks why, one who builds and one who can explain',
  bring: 'your notes, glue and one question you cannot answer',
  day: [
    'Lab day',
    'Try it out, measure, and write down what you see, also what you did not expect. Then practice the show once in front of each other, with a clock.',
  ],
  goal: 'one question, three sources, one model, and five people who can explain it afterwards',
  ways: [
    'an experiment with a number at the end',
    'a model that people may touch',
    'an interview with somebody who works with it',
  ],
  doing:
    'Start with the question you would like to have answered, look in two places for each fact, and try out one thing yourself',
  proof: 'your notes with the sources, a picture of each try, and a question that somebody asked you',
})
