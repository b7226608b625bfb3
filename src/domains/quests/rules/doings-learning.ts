import type { Doing } from './doings.ts'

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

/** Something that has only been named: "phone addiction". */
export const exploring = (it: string): Doing => ({
  facts: `Whom does ${it} concern here, and how many are they? What do most people believe about ${it}, and what is true? Who is already doing something about it?`,
  experts: `somebody who deals with ${it} every day`,
  headline: `Three things that nobody told you about ${it}.`,
  act: `talk about ${it} with one more person`,
  material: [
    'Make a quiz that people fail',
    'Write five questions with three answers each, and choose the ones where almost everyone is wrong. The right answers are on the back, with your three facts.',
  ],
  jobs: ['ask people what they think', 'look up the facts', 'make the quiz or the sign', 'talk to people'],
  goal: `ten people know or have something about ${it} that they did not have before`,
  ways: [
    `ask ten people what they think about ${it}, and write it down`,
    'try out one thing for a week, and keep a diary',
    'make something small that others can see, hear or taste',
  ],
  doing: 'Choose the piece that you can do yourself, do it for one person first, and ask what they think',
  proof: 'what people said before and after, word for word',
})

/** Telling a story to many: a podcast, an interview, a newspaper. */
export const publishing = (isYoung: boolean): Doing => ({
  facts:
    'Whose story has never been told here? What would you ask if you had only one question? Who would want to hear it?',
  experts: 'somebody who has published something themselves',
  headline: 'Everybody has one story that you would never guess.',
  act: 'listen to one story to the end',
  jobs: ['find people with a story', 'prepare the questions', 'record and take notes', 'cut it and choose a title'],
  helpersFrom: 'You need one who asks, one who listens for noise in the background, and one who can cut',
  bring: 'something to record with, five questions and a glass of water for the guest',
  day: [
    'On the record',
    'Do a test for one minute and listen to it. Then ask your first question and wait: the best answers come after a pause. Stop after half an hour.',
  ],
  goal: 'one episode of ten minutes, and five people who listened to the end',
  ways: [
    'one short talk with somebody you know, to practice',
    'three people and the same question',
    'one story in three parts',
  ],
  doing:
    'Write down five questions that nobody can answer with yes or no, ask for permission to record, and keep the first one short',
  proof: 'the first recording, the one you are proud of, and what the listeners said',
  notes: [
    'Ask before you record, and let people hear it before others do. Whoever says no later is taken out.',
    isYoung
      ? 'Show it to an adult before it goes online, and leave out last names, addresses and schools.'
      : 'Leave out names and addresses unless people want them in.',
  ],
})
