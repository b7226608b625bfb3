import type { Kit } from './kit.ts'

export const traffic: Kit = {
  whom: 'kids on their way to school, older people, or everyone who rides a bike',
  served: 'everyone who has to cross there',
  goods: [
    [20, 'reflectors'],
    [10, 'bike lights'],
    [5, 'safety vests'],
  ],
  ally: 'company when you go to look at the street and a talk with the school or the town',
  needs: [
    'Find the spot where it is tight',
    'Stay on the sidewalk and watch for fifteen minutes at the busiest time. Count cars, bikes and people who wait. What would help: light, a sign, a place to cross?',
  ],
  plea: 'Be seen: one small light is worth more than good luck.',
  spot: '{the school entrance|a school}, the library or a bike store',
  sort: 'Try every light, change empty batteries, and put sets together: one light, one reflector, one card that shows where to wear it',
  deliver: [
    'Make people shine',
    'Hand out the sets before school or at a club, and show where they go: low, in front and behind. Test them with a flashlight in a dark room.',
  ],
  facts: 'Where do people nearly get hit, and when? How fast do cars go past? Who decides about signs and crossings?',
  experts: 'a crossing guard or the town’s traffic office',
  headline: 'Someone you know crosses here every day.',
  act: 'sign a letter that asks for a safer street',
  material: [
    'Draw the map of close calls',
    'Draw the streets around you by hand. Mark with colored dots where it is dangerous and where it is safe, and write your three facts in the corner.',
  ],
  audience: '{your school, or the people who drive past every day|the people who drive past every day}',
  jobs: ['count cars and people', 'draw the map', 'make signs', 'talk to the school or the town'],
  crew: 'for a safer street',
  helpersFrom: 'Ask the ones who cross there every day: they know it best',
  bring: 'a clipboard, a bright jacket and a watch',
  day: [
    'The big count',
    'Two of you at each corner, on the sidewalk, in bright jackets, for thirty minutes. Then put the numbers on one big map and choose the one thing to ask for.',
  ],
  goal: 'a map with three dangerous and three safe spots is in the hands of someone who can change things',
  ways: [
    'draw the safest way to school',
    'count cars for three days and write to the town',
    'check ten bikes for light and brakes',
  ],
  doing:
    'Go at the same time every day, stay on the sidewalk, write down numbers rather than feelings, and add one drawing',
  proof: 'your map or table, and a copy of the letter',
  notes: [
    'Stay on the sidewalk, wear something bright, and never stop a car yourself.',
    'Do not film drivers or number plates, and do not argue with anyone: numbers are stronger.',
  ],
  prompts: ['What did you see on a street you thought you knew?', 'Who listened to you, and what made them listen?'],
}

export const safety: Kit = {
  whom: 'your family, the kids at your school, or everyone on your street',
  served: 'people who want to feel safe',
  goods: [
    [10, 'first-aid kits'],
    [10, 'flashlights'],
    [20, 'cards with emergency numbers'],
  ],
  ally: 'someone who knows about safety, like a nurse or a firefighter, and a place to meet',
  needs: [
    'Ask the people who know',
    'Ask a school nurse, a firefighter or the town: What goes wrong most often here? What would help in the first five minutes? What do most homes not have?',
  ],
  plea: 'Be ready once, be calm for years.',
  spot: '{the school office|a school}, the library or the fire station',
  sort: 'Check dates and batteries, pack small kits, and put a card with the important numbers on top of each',
  deliver: [
    'Hand out the kits',
    'Give each kit to someone who will use it, and practice one thing together: who do you call, and what do you say first?',
  ],
  facts:
    'What makes people feel unsafe here, and is it what really happens? When is it worst? What already works somewhere else?',
  experts: 'a counselor, a nurse or a firefighter',
  headline: 'Safe is something we make for each other.',
  act: 'tell someone they trust as soon as something feels wrong',
  material: [
    'Make a card for every pocket',
    'Fold a card as small as a bank card: three facts, one sentence on what to do first, and a line for the name of somebody to tell.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: [
    'ask people what worries them',
    'find out what helps',
    'make cards',
    'plan the meeting with someone who knows',
  ],
  crew: 'for a place where people feel safe',
  helpersFrom: 'Ask different people: someone small, someone old, someone who is out late',
  bring: 'paper, pens and one question each',
  day: [
    'Practice day',
    'Invite someone who knows, such as a nurse or a firefighter. Practice three small scenes: calling for help, getting out, helping someone who is scared.',
  ],
  goal: 'five families have a meeting point and the right numbers on the fridge',
  ways: [
    'make a safety card for your own home first',
    'ask ten people where they feel safe, and draw it on a map',
    'invite someone who knows to show it to your group',
  ],
  doing: 'Start at home, find what was missing, and then show three other families',
  proof: 'the list of what you found and changed, without anyone’s address',
  notes: [
    'Never follow, film or stop anyone. If something is happening, move away and call the local emergency number.',
    'Keep names, addresses and passwords to yourself, on paper and online.',
  ],
  prompts: ['What makes a place feel safe to you?', 'What would you know to do now that you did not know before?'],
}
