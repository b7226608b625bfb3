import type { Kit } from './kit.ts'

export const wildlife: Kit = {
  whom: 'animals in the sea, animals in the forest, or the ones that live near you',
  served: 'animals that cannot ask for help themselves',
  goods: [
    [10, 'pairs of work gloves'],
    [10, 'cloth bags'],
    [5, 'animal books or field guides'],
  ],
  ally: 'a call to people who protect animals and a place to keep what you collect',
  needs: [
    'Ask those who protect them',
    'Write to a zoo, an aquarium, a nature center or a group that protects the animal, and ask three things: What is its biggest problem? What do you need? What should people stop doing?',
  ],
  plea: 'Somebody out there has no voice, but a shell, a fin or four paws. Lend it yours.',
  spot: '{the school entrance|a school}, the library or a store that likes the idea',
  sort: 'Check that everything is clean and works, and put it into sets with a card on which the animal says thank you',
  deliver: [
    'Hand it over to those who protect them',
    'Send or bring everything to the people who protect the animals, and ask what it will be used for first.',
  ],
  facts:
    'How many are left, and how many were there once? What is the biggest danger for them? What do we do here that reaches them, and what has already helped?',
  experts: 'somebody from a zoo, a nature center or a group that protects animals',
  headline: 'They were here millions of years before us. Let’s not be the reason that they leave.',
  act: 'give up one thing that hurts them for seven days',
  material: [
    'Make it as big as life',
    'Draw or tape the animal on the ground in its real size, and write your three facts into the outline. Next to it goes a box with slips of paper: one promise each.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: [
    'find out what harms them',
    'make signs or a life-size picture',
    'collect promises',
    'write to those in charge',
  ],
  crew: 'who care about animals',
  helpersFrom: 'You need one who knows every animal by name, one who draws and one who talks to everybody',
  bring: 'chalk, markers and one astonishing fact',
  day: [
    'A day for the animals',
    'Three stations, ten minutes each: see how big it is, find out what harms it, make one promise. At the end, count the promises.',
  ],
  goal: 'ten people give up one thing for a week that harms them',
  ways: [
    'give up one thing that harms them for two weeks, and write down how it goes',
    'make a life-size picture with three facts',
    'collect ten promises and send them to those who protect the animals',
  ],
  doing: 'Choose one animal and one danger. Find out what people here have to do with it, and begin with that',
  proof: 'the promises on a string or in a jar, and the number of things that were not used or thrown away',
  notes: [
    'Look, and do not touch: wild animals need room. If one is hurt, {tell an adult, who calls|call} a wildlife rescue.',
    'Near water or in the woods, stay on the path and {with your adult|with somebody else}.',
  ],
  prompts: [
    'What did you find out about the animal that nobody around you knew?',
    'Which promise was the hardest to keep, and why?',
  ],
}
