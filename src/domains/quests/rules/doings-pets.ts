import type { Doing } from './doings.ts'

/** The player's own animal: what helps one does not need a shelter. */
export const petting = (pet: string): Doing => ({
  served: pet,
  count: undefined,
  goods: [],
  gift: `bring together what makes life easier for ${pet}`,
  needs: [
    'Watch and ask',
    `Watch ${pet} for one day and write down what is easy and what is hard. Then ask a vet, or somebody who knows such animals: What helps? What should we leave alone?`,
  ],
  facts: 'What does such an animal need, and what do most people get wrong? What changes when it gets old or ill?',
  experts: 'a vet, or somebody who has had such animals for years',
  jobs: ['find out what helps', 'build or sew one thing', 'take turns with the care', 'write down how it goes'],
  day: [
    'A day for one animal',
    `Do only what ${pet} likes: the best place, the best food, the quietest voices. Change places when it has had enough.`,
  ],
  goal: `three things are better for ${pet} than last week`,
  ways: [
    'make one thing that makes the day easier: a soft place, a step, a toy',
    'keep a diary of food, sleep and play for a week, and show it to somebody who knows',
    'choose one good quarter of an hour every day that belongs to the two of you',
  ],
  doing: 'Change one thing at a time, and watch for two days whether it is liked',
  proof: 'the diary, and a picture of the favorite place',
  notes: [
    `If ${pet} stops eating, hides or seems to be in pain, it is time for the vet, not for a quest.`,
    'Give no medicine and no new food without asking somebody who knows.',
  ],
})

/** An animal that has not come home. */
export const searching = (pet: string): Doing => ({
  ...petting(pet),
  gift: `bring together flyers, eyes and ears to find ${pet}`,
  needs: [
    'Collect what helps to find it',
    'A clear picture, the name it listens to, where and when it was last seen, and something that smells of home.',
  ],
  plea: 'Lost and missed. Please look into your garage, your shed and under your porch.',
  sort: 'Mark on a map where somebody has looked and where somebody has seen something',
  deliver: [
    'Look again',
    'Go back to the place where it was last seen, at dawn or dusk, with its favorite food, and call softly.',
  ],
  facts:
    'Where was it last seen, and when? Where do such animals hide when they are afraid? Who finds lost animals here: which shelter, which vet?',
  experts: 'the shelter and the vets near you',
  headline: 'Have you seen me?',
  act: 'look into their garage, shed and garden',
  material: [
    'Make a flyer with one big picture',
    'One picture, one line on where it was last seen, one phone number. Big enough to read from a passing bike.',
  ],
  jobs: ['call the shelter and the vets', 'put up flyers', 'ask the neighbors', 'look at dawn and at dusk'],
  day: [
    'Search day',
    'Go in twos, from the house outward, street by street. One calls softly and one listens. Ask people to open sheds and garages.',
  ],
  goal: 'the shelter and three vets know about it, and everyone within five minutes has seen the flyer',
  ways: [
    'call the shelter and the vets, and send them a picture',
    'put something that smells of home outside the door',
    'ask every neighbor to look into the shed and the garage',
  ],
  doing: 'Begin near home: most lost animals are closer than you think. Go out when it is quiet',
  proof: 'a map with every place where somebody has looked',
  notes: [
    'Search with somebody else, stay off the road, and never go into a house or a yard without asking.',
    'Use the phone number of a grown person on the flyer, and no address. If somebody wants money first, do not pay.',
  ],
})
