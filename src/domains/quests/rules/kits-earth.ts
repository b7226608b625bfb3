import type { Kit } from './kit.ts'

export const plants: Kit = {
  whom: 'your street, your school, or the bees and birds',
  served: 'everyone who walks past, and for the bees',
  goods: [
    [10, 'packets of seeds'],
    [5, 'small plants'],
    [5, 'bags of soil'],
  ],
  ally: 'a spot where you are allowed to plant and a ride for heavy bags',
  needs: [
    'Find out what will grow there',
    'Look at the spot: how much sun does it get, and where does the water come from? Then ask someone with a garden, or at a garden store, which three plants even a beginner cannot kill.',
  ],
  plea: 'One spare plant from you, one green corner for everybody.',
  spot: 'the library, the school entrance or a garden store',
  sort: 'Sort the seeds by the month they want to be planted in, water the plants, and give each one a label with its name',
  deliver: [
    'Hand over the plants and put in the first one',
    'Bring everything to the spot on one day, and plant the first one together. Leave a card that says who waters it, and on which day.',
  ],
  facts: 'Which plants used to grow here? Who lives on them: bees, birds, beetles? What does one tree do on a hot day?',
  experts: 'a gardener, or the person who looks after the park',
  headline: 'One square meter of flowers feeds more guests than any restaurant.',
  act: 'plant one pot of flowers for the bees',
  material: [
    'Make a seed card',
    'Fold cards with a few seeds inside. Outside goes your picture and your sentence; on the back, how to plant them in three steps.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: ['dig and loosen the soil', 'plant', 'fetch water', 'paint the name signs'],
  crew: 'for the planting',
  helpersFrom:
    'Look for somebody strong for the digging, somebody patient for the seeds, and somebody’s grandmother who knows everything about beans',
  bring: 'gloves, old shoes and a bottle of water',
  day: [
    'Planting day',
    'Dig first, plant next, water last. Give every plant a sign with the name of the one who planted it. Nobody leaves before having met at least one worm.',
  ],
  goal: 'five new plants are in their place, and a month later they are still growing',
  ways: [
    'sow bee flowers in old cans',
    'adopt a thirsty tree and water it',
    'grow beans on a windowsill and give the plants away',
  ],
  doing: 'Ask whoever owns the spot, get your hands dirty, and water it well',
  proof: 'a picture from the same place every few days, from bare soil to the first flower',
  notes: [
    'Ask before you plant: the ground belongs to someone. Wear gloves, and keep your feet away from spades and rakes.',
    '{Do not taste plants you do not know, and wash your hands when you are done.|Find out which plants are poisonous before you put them where children or pets go.}',
  ],
  prompts: [
    'What is growing now that was not there before?',
    'How did it feel to wait for something that grows at its own speed?',
  ],
}

export const litter: Kit = {
  whom: 'the people who walk there every day, children who play there, or the birds',
  served: 'everyone who goes there',
  goods: [
    [10, 'pairs of work gloves'],
    [20, 'big bags'],
    [3, 'litter pickers'],
  ],
  ally: 'permission to clean up there and a way to get rid of the full bags',
  needs: [
    'Walk the place and see what is missing',
    'Walk the whole place once with a pencil. Where does the litter lie? What kind is it? Is there a bin close by? Count for ten minutes: bottles, wrappers, cans.',
  ],
  plea: 'Lend us a glove and we do the rest.',
  spot: '{the school entrance|a school}, the library or a hardware store',
  sort: 'Pair up the gloves, small ones and big ones apart, and put the bags in bundles of five so that every team can grab one',
  deliver: [
    'Hand out the kits and put them to use',
    'Give every team its kit: gloves, bags, one picker. Spend one hour with it on the worst spot, and weigh the bags before they go.',
  ],
  facts: 'What lies there most, and who drops it? How long does it take to disappear? Where does it go when it rains?',
  experts: 'the people who empty the bins',
  headline: 'Litter does not walk to the bin. We do.',
  act: 'pick up three pieces of litter every day',
  material: [
    'Build something out of the problem',
    'Make your poster out of clean litter: wrappers as letters, bottle caps as dots. Under it go your three facts and the number of pieces you counted in ten minutes.',
  ],
  audience: '{your class, or the people who go there|the people who go there}',
  jobs: ['pick up', 'hold the bags', 'sort out what can be recycled', 'count the bags'],
  crew: 'for the big clean-up',
  helpersFrom: 'Teams of two work best: one with the picker, one with the bag',
  bring: 'thick gloves, closed shoes and a water bottle',
  day: [
    'One hour, full bags',
    'Give each team its own piece of ground and set a timer for one hour. Count the bags at the end, and give a prize for the strangest find.',
  ],
  goal: 'one place that you pass every day is free of litter, and stays that way for three days',
  ways: [
    'clean one small place all by its edges',
    'put up a friendly sign and a box for bottles',
    'count the litter and write to the people in charge about a bin',
  ],
  doing:
    'Put on gloves, take two bags, one for bottles and cans and one for the rest, and set a timer for thirty minutes',
  proof: 'two pictures from the very same spot, before and after, and the number of bags',
  notes: [
    'Wear thick gloves. Leave glass, needles and anything sharp or strange where it is, and {show it to an adult|tell the people in charge}.',
    '{Stay away from the road and from deep water, even if the best bottle lies right there.|Leave roadsides, steep banks and anything chemical to those whose job it is.}',
  ],
  prompts: [
    'What was the strangest thing you found, and how do you think it got there?',
    'What would keep this place clean when you are not there?',
  ],
}

export const climate: Kit = {
  whom: 'your school, your family, or the animals and places you want to protect',
  served: 'the planet, one habit at a time',
  goods: [
    [10, 'bottles that can be refilled'],
    [20, 'cloth bags'],
    [10, 'LED light bulbs'],
  ],
  ally: 'someone who lets you hand things out and a shelf to keep them on',
  needs: [
    'Find the biggest waste',
    'Go through one building with a list: lights left on, dripping taps, throwaway cups, thin bags. Count each one. The biggest number tells you what to collect.',
  ],
  plea: 'That bag in your drawer could replace a hundred plastic ones.',
  spot: '{the school entrance|a school}, the library or a store that likes the idea',
  sort: 'Wash bottles and bags, test the bulbs, and put sets together: one bag, one bottle, one bulb',
  deliver: [
    'Hand out the sets',
    'Give the sets to people who will use them, and ask each of them for one promise: which throwaway thing will it replace?',
  ],
  facts:
    'What uses the most energy where you live or learn? What is already changing outside your door? Which one habit makes the biggest difference?',
  experts: 'a science teacher, or whoever looks after the building',
  headline: 'There is no second planet in the closet.',
  act: 'change one habit for seven days',
  material: [
    'Make a seven-day challenge',
    'Draw a card with seven boxes, one small dare for each day: lights off, a short shower, a walk instead of the car. Put your three facts on the back.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: [
    'count what is wasted',
    'make signs for switches and taps',
    'run the challenge board',
    'talk to whoever is in charge',
  ],
  crew: 'who want to waste less',
  helpersFrom: 'You need a counter, an artist and one person who is not afraid to talk to the boss',
  bring: 'markers, tape and a list of rooms',
  day: [
    'Switch-over day',
    'Go from room to room: count, put up the signs, switch off what nobody needs. Read the meter before and after, or count the lights.',
  ],
  goal: 'for seven days, five people you know give up one throwaway thing',
  ways: [
    'make your own room or desk waste-free for a week',
    'start a seven-day challenge with people you know',
    'write to someone who can change a rule',
  ],
  doing: 'Start with day one today, and mark every day on a card on the door',
  proof: 'the card with its seven marks, and the number of cups, bags or hours of light you saved',
  notes: [
    'Leave plugs, wires, heaters and bulbs in sockets to {an adult|someone who knows how}.',
    '{On walks and visits outdoors, stay on the path and away from water and traffic.|Check numbers before you pass them on, and say where they come from.}',
  ],
  prompts: [
    'Which new habit will you keep, and what makes it easy?',
    'What can people your age change that others have given up on?',
  ],
}
