import type { Kit } from './kit.ts'

/** What is done, in place of what the topic would do. */
export type Doing = Partial<Kit>

/** What is done, where that says more than the topic: a bake sale for the shelter is a sale first. */
export const activities = {
  sale: {
    goods: [],
    gift: 'raise the money that is needed',
    ally: 'a place where you may set up and a safe place for the money',
    needs: [
      'Decide how much, and for what',
      'Ask those who get the money: What exactly will it pay for, and what does that cost? Then count back: how many sales or gifts is that, and how many a day?',
    ],
    plea: 'A little from many is a lot. Be one of the many.',
    sort: 'Empty the box every day, count it in twos, and write the new total where everyone can see it',
    deliver: [
      'Hand over the money',
      'Give it to those it is for, with a list of where it came from. Ask for a line on what it will pay for, and pass that on.',
    ],
    facts: 'What exactly is the money for? What does one of it cost? What happens if it is not there?',
    experts: 'those who will get the money',
    headline: 'A little from many is a lot.',
    act: 'give a little, and tell one more person',
    jobs: ['get everything ready', 'paint big signs', 'greet people and say what it is for', 'keep the cash box'],
    helpersFrom: 'You need one who can count, one who can charm people, and a few who do not mind sticky or wet hands',
    bring: 'a cash box with change, signs and a good mood',
    day: [
      'Open for business',
      'Put up a sign that people can read from far away: what it costs and what it is for. Say thank you twice, and write the new total on a board every half hour.',
    ],
    goal: 'twenty people have given something, and every one of them knows what it is for',
    ways: [
      'sell something you made yourself',
      'offer something you can do, such as washing bikes or carrying bags',
      'sell what people at home no longer need',
    ],
    doing: 'Ask where you may set up, make a sign that says what it is for, and begin with people you know',
    proof: 'the total on a board, a picture of the stand, and a thank-you from those who got the money',
  },
  lessons: {
    facts:
      'Who would like to learn it and cannot? What makes the beginning hard? What can somebody do who has learned it?',
    experts: 'somebody who teaches it',
    headline: 'Everyone who is good at it once had no idea.',
    act: 'come to one lesson, or teach one thing',
    gift: 'bring together what people need to learn: paper, pens, a room and good examples',
    jobs: [
      'find out what people want to learn',
      'make a one-page guide with pictures',
      'teach one person at a time',
      'bring snacks and name tags',
    ],
    helpersFrom: 'Look for the patient ones: the best teachers still remember what it was like not to know',
    bring: 'paper, pens and something to practice with',
    day: [
      'Learning hour',
      'Sit two by two, one who knows and one who learns. Show it once, then keep your hands off: the learner tries it alone. At the end, everyone shows one new thing.',
    ],
    goal: 'three people can do one thing that they could not do before',
    ways: [
      'teach one person for ten minutes every other day',
      'make a one-page guide with pictures',
      'run one learning hour for a few people',
    ],
    doing: 'Ask first what they would like to be able to do. Show it once, slowly, and then let them try',
    proof: 'a list of who can do what now, in their own words',
  },
  show: {
    jobs: ['find the acts or the games', 'get the room and the sound', 'make the posters', 'look after the guests'],
    helpersFrom: 'You need brave ones for the front and calm ones for behind it',
    bring: 'whatever makes light, music or people laugh',
    day: [
      'The doors open',
      'Be there an hour early and walk through it once from start to end. Then open the doors, say in one sentence what it is for, and enjoy it.',
    ],
    goal: 'ten guests go home happier than they came',
    ways: ['a trial run for a few people you know', 'half an hour for one group', 'a real event with guests'],
    doing: 'Choose a date, practice the first five minutes until they feel easy, and invite people yourself',
    proof: 'the program, a picture of the room, and three things that guests said on the way out',
  },
  club: {
    facts: 'Who would come, and on which day? What would they like to do there? Which clubs here are full, and why?',
    experts: 'somebody who runs a club',
    headline: 'There is a chair here with your name on it.',
    act: 'come once and see',
    gift: 'bring together what the first three meetings need',
    jobs: ['find a room and a fixed time', 'invite people', 'prepare the first meeting', 'welcome whoever is new'],
    helpersFrom: 'Two who love it and two who are only curious: that is enough for a club',
    bring: 'what you use for it, and one snack to share',
    day: [
      'The first meeting',
      'Put out two chairs more than you think you need. Get to the fun part within five minutes, and leave the rules for later. Before everyone goes, agree on the next date.',
    ],
    goal: 'four people have met twice',
    ways: [
      'a small round of three that meets every week',
      'a table where anyone may sit down',
      'one open afternoon, to see who comes',
    ],
    doing: 'Choose a fixed day and place, ask three people yourself, and begin even if only one of them comes',
    proof: 'a list with the date and the number of people, and one sentence about each time',
  },
  craft: {
    jobs: ['draw a plan', 'get the materials', 'make the pieces', 'show it to others'],
    helpersFrom: 'You need two who can do it well, and a few who want to learn it',
    bring: 'tools and leftovers that can be shared',
    day: [
      'Making day',
      'Put all the materials in the middle. Those who know how sit next to those who do not. Everyone adds a piece of their own, and the crooked ones get a place of honor.',
    ],
    goal: 'a small one to try it out, then the real one, and one person who is glad about it',
    ways: [
      'a small one first, to find out how it works',
      'straight to the real one, with somebody who has done it before',
      'a big one, made together with others',
    ],
    doing:
      'Draw it first, get what you need, make a small one to practice, and start on the real one while you still remember the trick',
    proof: 'your drawing, a picture of every try, also of the one that went wrong, and one of the result',
    facts:
      'Who has made one before, and what went wrong the first time? What is it made of, and what could it be made of? Who could use it?',
    experts: 'somebody who makes such things',
    headline: 'Made by hand, by people like you and me.',
    act: 'make one part of it themselves',
  },
  own: {
    jobs: ['find out how others have done it', 'get what is needed', 'do the main part', 'tell others about it'],
    helpersFrom: 'Look for people who are good at what you are not',
    bring: 'what you need for it, something to drink and one good idea',
    day: [
      'Your big day',
      'Give everybody one job and one hour. Work side by side, stop once for a snack, and finish one thing completely rather than three by half.',
    ],
    goal: 'the first piece is done by the end of the week, and somebody has seen it',
    ways: [
      'try the smallest version of it tomorrow',
      'find somebody who has done it, and ask how they began',
      'do it with somebody who would like it, too',
    ],
    doing: 'Take the first small piece, find out what is hard about it, and get help with exactly that',
    proof: 'one picture from the start, one from the middle, one from the end',
  },
} satisfies Record<string, Doing>
