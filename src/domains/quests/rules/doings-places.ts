import type { Doing } from './doings.ts'

/** Something that could be lost: a room, a club, a shop. */
export const keeping = (it: string, isYoung: boolean): Doing => ({
  gift: `bring together what it takes to keep ${it}: names, stories and a little money`,
  needs: [
    'Find out what is really going on',
    `Ask the people in charge: Why is ${it} in danger? Who decides, and when? What would change their mind?`,
  ],
  plea: `What would you miss without ${it}? Write it down for us.`,
  spot: isYoung
    ? 'the school office, the library or a store that likes the idea'
    : 'the library, a café or a counter nearby',
  sort: 'Count the names, pick the ten best stories, and put them into one folder that looks important',
  deliver: [
    'Put it on the table of those who decide',
    'Bring the folder to the people who decide, and say in two minutes what is in it. Ask when you will hear from them.',
  ],
  facts: `Who uses ${it}, and how often? What does it cost, and who pays? Who decides about it, and on which day?`,
  experts: 'the people who decide about it',
  headline: `You only notice ${it} when it is gone.`,
  act: `write one sentence about what ${it} means to them`,
  material: [
    'Make a wall of voices',
    'Hang up a big sheet with one question on it: What would you miss? Everybody adds one sentence. Put your three facts next to it, and the day of the decision.',
  ],
  audience: isYoung
    ? 'those who use it, and then those who decide'
    : 'the people who use it, and then those who decide',
  jobs: [
    'find out who decides and when',
    'collect names and stories',
    'talk to the people in charge',
    'plan the big day',
  ],
  helpersFrom: 'You need people who use it every week, and one who is calm in front of important people',
  bring: 'one story about it, a pen and a friend',
  day: [
    'An open day',
    'Show everybody what would be missing: fill the place with what it is for, for one hour. At the door lies a list, and everybody signs and adds one sentence.',
  ],
  goal: 'fifty names and ten stories are on the table of somebody who decides',
  ways: [
    'collect fifty names and ten true stories',
    'ask for ten minutes with the person who decides',
    'show in one afternoon how much happens there',
  ],
  doing: 'Find out who decides and on which day, count back from there, and collect one story every day',
  proof: 'the number of names, the three best stories, and the answer that you got',
  notes: [
    'Stay friendly, also with those who say no: they may still change their mind.',
    'Ask before you show a name, a picture or a story of somebody else.',
  ],
  prompts: [
    'Which story moved people most, and why?',
    'What would you say to the people who decide, if you had one minute more?',
  ],
})

/** Something that others decide about: benches, a longer recess. */
export const asking = (it: string, isYoung: boolean): Doing => ({
  ...keeping(it, isYoung),
  gift: `bring together what it takes to ask for ${it}: names, reasons and a drawing`,
  needs: [
    'Find out who can say yes',
    `Ask in the office: Who decides about ${it}? What does it cost? What would they need from you to say yes?`,
  ],
  plea: `Would you like ${it}? Then we need your name and one reason.`,
  facts: `Who would use ${it}, and how often? What does it cost, and who pays? Where have others got it, and how?`,
  headline: `Imagine ${it}, right here.`,
  act: 'sign, and add one good reason',
  material: [
    'Draw what it could look like',
    'Take a picture of the place and draw into it what is missing. Next to it goes a list for names, with room for one reason each.',
  ],
  jobs: ['draw how it could look', 'collect names and reasons', 'find out who decides', 'present it'],
  day: [
    'Let people try it',
    'Go to the place and show what it would be like, with cardboard, chalk or whatever you have. Everybody who stops may sign and add a reason.',
  ],
  goal: 'fifty names, ten good reasons and one drawing are in the hands of somebody who can say yes',
  ways: [
    'collect fifty names, each with a reason',
    'find out what it costs, and who would help to pay',
    'ask for ten minutes with the person who decides, and bring a drawing',
  ],
})

/** Things that are broken and too good to throw away. */
export const repairing = (it: string, isYoung: boolean): Doing => ({
  gift: `bring together what it takes to repair ${it}: tools, spare parts and someone who knows how`,
  needs: [
    'Find out what is broken',
    'Look at everything closely and write down what is wrong, what it would take, and who could show you how. Put what is safe and easy at the top.',
  ],
  plea: 'Broken is not the end. Bring it here.',
  sort: 'Make three piles: works already, can be fixed, good for spare parts. Put a label on each with what is missing',
  deliver: [
    'Hand it over, working',
    'Test everything one last time with somebody who knows. Then hand it over, and show how to keep it working.',
  ],
  facts: `What breaks most often, and why? What does it cost to repair ${it}, and what does it cost to buy new? Who around here knows how?`,
  experts: 'somebody who repairs things for a living',
  headline: 'Almost everything broken is one small part away from working.',
  act: 'have one thing repaired instead of throwing it away',
  material: [
    'Show a before and an after',
    'Put something broken next to the same thing, repaired. Under them go your three facts, and where to bring what is broken.',
  ],
  jobs: ['collect what is broken', 'find out what is wrong', 'clean and repair', 'test everything'],
  helpersFrom: 'You need one who really knows how, two who want to learn it, and one who finds spare parts',
  bring: 'tools with a name on them, rags and old clothes',
  day: [
    'Repair day',
    'One table to look, one to repair, one to test. Whoever knows how shows it, and whoever wants to learn does it. Ring a bell each time something works again.',
  ],
  goal: 'three things that were broken work again, and somebody uses them',
  ways: [
    'start with one, and learn on it',
    'find somebody who knows how and be their helper for an afternoon',
    'collect spare parts first, so that nothing stops you later',
  ],
  doing:
    'Take a picture before you take anything apart, put the small parts into a cup, and test it before you call it done',
  proof: 'a picture before and after each repair, and what was wrong',
  notes: [
    isYoung
      ? 'Repairs with power tools, plugs or heavy parts are for an adult. Brakes, locks and wires are checked by somebody who knows.'
      : 'Have brakes, wires and anything people rely on checked by somebody qualified before you hand it over.',
    'Unplug anything electric before you open it, and ask before you take apart what belongs to others.',
  ],
  prompts: ['Which repair are you proud of?', 'What do you look at differently now that you know how it works inside?'],
})

/** Getting people to do one thing. */
export const persuading = (people: string, deed: string): Doing => ({
  gift: `bring together what makes it easy for ${people} to ${deed}`,
  facts: `How many ${people} already do it? What keeps the others from it? What made somebody begin who never did before?`,
  experts: 'somebody who changed their mind about it',
  headline: 'It takes one to begin. Today it could be you.',
  act: deed,
  material: [
    'Make the first step easy',
    'Make a card that fits into a pocket: your question on the front; on the back, how to begin in three steps, with time and place.',
  ],
  jobs: [
    'ask people what keeps them from it',
    'make the first step easier',
    'talk to people one by one',
    'count who did it',
  ],
  helpersFrom: 'Look for people whom others listen to, also one who used to be against it',
  bring: 'cards, pens and one true story',
  day: [
    'Ask-one-person day',
    'Go out in twos. Ask one question, listen to the whole answer, and offer one thing that makes it easier. Put a mark on the board for every yes.',
  ],
  goal: `ten ${people} do it who did not do it before`,
  ways: [
    'ask ten people what keeps them from it, and solve the most common reason',
    'take one person along with you',
    'tell the story of somebody who began',
  ],
  doing: 'Begin with somebody who is nearly there. Ask, listen, and offer to do it together',
  proof: 'a list with the number of people who said yes, and of those who really did it',
})
