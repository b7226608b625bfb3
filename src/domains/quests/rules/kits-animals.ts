import type { Kit } from './kit.ts'

type Pet = { one: string; many: string; food: string; love: string; play: string }

const shelter = ({ one, many, food, love, play }: Pet): Kit => ({
  whom: `the ${many} at the shelter, strays near your home, or a family with a pet`,
  served: `the ${many} at the shelter`,
  count: [10, `shelter ${many}`],
  goods: [
    [10, 'blankets'],
    [10, 'towels'],
    [20, food],
  ],
  ally: 'a ride to the shelter and a dry corner for the boxes',
  needs: [
    'Ask the shelter what is missing',
    `Call the shelter or write to it, and ask three things. What do the ${many} need most right now? What can you not take? When may we bring it?`,
  ],
  plea: `Got a blanket to spare? A shelter ${one} would love it.`,
  spot: '{the school office|a school}, the library or a pet store',
  sort: 'Shake out the blankets, wash what smells of the attic, and check the dates on the food. Make three piles: warm, tasty and fun',
  deliver: [
    'Bring it to the shelter',
    `Take everything to the shelter at the time you agreed on, and ask if you may say hello to the ${many} that will sleep on it tonight.`,
  ],
  facts: `How many ${many} are waiting at the shelter right now? Where do they come from? What does one ${one} need in a week?`,
  experts: 'the people who work at the shelter',
  headline: 'Somebody’s best friend is still waiting at the shelter.',
  act: `bring one blanket, or tell one family who is looking for a ${one}`,
  material: [
    `Give one ${one} a face`,
    `Put one real ${one} in the middle, with a name and a story, and your three facts around it in big letters. Ask the shelter for a photo, or draw one.`,
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: [
    'fold blankets',
    `make ${play} out of old socks and T-shirts`,
    `paint name signs for the ${many}`,
    'carry food',
  ],
  crew: `for the ${many}`,
  helpersFrom: `The best helpers are the ones who stop to look at every ${one} they meet`,
  bring: 'old socks, scissors and clothes that may get hairy',
  day: [
    `Make an afternoon for the ${many}`,
    `Set up one table for every job: toys, blankets, signs. Put music on. When the tables are empty, pack it all up for the shelter.`,
  ],
  goal: `five ${many} at the shelter have a new toy`,
  ways: [
    `make ${play} out of old socks`,
    'collect old towels from people you know',
    `draw a poster for the ${one} that has waited longest`,
  ],
  doing: `Ask the shelter first what is safe for the ${many}: no small parts and no loose strings. Then make ${love}`,
  proof: 'one picture of the pile on your table and one of it at the shelter',
  notes: [
    `Do not touch, chase or feed ${many} you do not know. If one looks hurt, step back and call {an adult|the shelter}.`,
    '{Wash your hands after touching animals, their food or their blankets.|Ask the shelter which foods and toys are safe: some that we like make animals ill.}',
  ],
  prompts: [
    `What do you think your help felt like for one of the ${many}?`,
    `What did you learn about ${many} that you did not know before?`,
  ],
})

export const cats = shelter({
  one: 'cat',
  many: 'cats',
  food: 'cans of cat food',
  love: 'the first one as well as you can, and four more the same way',
  play: 'toys',
})
export const dogs = shelter({
  one: 'dog',
  many: 'dogs',
  food: 'cans of dog food',
  love: 'the first one strong enough for a big dog, and four more the same way',
  play: 'tug toys',
})
export const animals: Kit = {
  ...shelter({
    one: 'pet',
    many: 'animals',
    food: 'cans of pet food',
    love: 'the first one as well as you can, and four more the same way',
    play: 'toys',
  }),
  plea: 'Got a blanket to spare? Someone at the shelter with four cold paws would love it.',
  facts:
    'How many animals are waiting at the shelter right now? Where do they come from? What does it cost to look after one of them for a week?',
  act: 'bring one blanket, or tell one family who is looking for a pet',
  material: [
    'Give one animal a face',
    'Put one real animal in the middle, with a name and a story, and your three facts around it in big letters. Ask the shelter for a photo, or draw one.',
  ],
  helpersFrom: 'The best helpers are the ones who know every pet on the street by name',
  ways: [
    'make toys out of old socks',
    'collect old towels from people you know',
    'draw a poster for the animal that has waited longest',
  ],
}
