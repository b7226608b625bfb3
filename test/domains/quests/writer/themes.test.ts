import t from 'tap'
import { questOf as writeQuest } from '../../../fixtures/writer.ts'

const ideas: Record<string, string[]> = {
  'COMFY PAWS': [
    'There are a lot of stray cats in my neighborhood and the shelter is running out of blankets',
    'Help the local animal shelter',
    'cat litter drive for the shelter',
    'Find homes for kittens',
    'strays need food',
    'Build a bed for our class hamster',
    'cats and dogs need blankets',
    'Make toys for cats in the library',
    '🐱🐱🐱',
  ],
  'BRAVE PAWS': [
    'stray dogs',
    'Walk puppies on Sunday',
    'dog toys',
    'Help the stray dogs at the animal shelter',
    'collect dog food',
  ],
  'GREEN ROOTS': [
    'Start a community garden behind the library',
    'planting trees',
    'We planted flowers and nobody waters the plants',
    'more trees',
    'save the bees',
    'Make seed bombs',
    'plant a tree at school',
  ],
  'CLEAN SWEEP': [
    'Clean up the litter in the park',
    'scatter litter less',
    'recycle more',
    'We should be recycling at school',
    'There is trash everywhere near the creek',
    'stop water pollution',
    'dog poop in the park',
    'the beach is full of plastic',
    'park cleanup',
  ],
  'GREEN GUARDIANS': [
    'climate change',
    'save the planet',
    'Celebrate Earth Day',
    'Get solar panels for our town',
    'protect endangered turtles',
  ],
  'KINDNESS SHIELD': [
    'stop bullying at my school',
    'kids are bullied on the bus',
    'He is a bully and nobody stops him',
    'anti-bullying week',
    'inclusion of everyone in games',
    'a kindness wall',
  ],
  'FULL PLATES': [
    'families are hungry',
    'end hunger',
    'food drive',
    'lunch debt at our school',
    'Help the food bank',
    'bring canned food to the pantry',
  ],
  'SAFE HAVEN': [
    'Help the homeless',
    'socks for homeless people',
    'the homeless shelter needs soap',
    'homelessness in my city',
    'winter coat drive',
  ],
  'SCHOOL SPARK': [
    'Thank our teachers',
    'help my class',
    'Improve education in my town',
    'school supplies',
    'Make our school nicer',
    'homework help',
  ],
  'STORY SPARK': [
    'read to my little brother',
    'book drive',
    'Open a little free library',
    'libraries are closing',
    'literacy for adults',
    'books for kids in the hospital',
  ],
  'SAFE STREETS': [
    'slow down traffic',
    'crime in my street',
    'a crosswalk for us',
    'fire safety day',
    'Too many cars speeding on Maple Street',
    'stop gun violence',
  ],
  'BRIGHT SMILES': [
    'kids are lonely at lunch',
    'loneliness',
    'Visit the nursing home',
    'my grandma is lonely',
    'Teach old people to use phones',
  ],
  'CITIZEN HERO': [
    'Knit hats for newborn babies',
    'Start a chess club',
    'caring for my brother',
    'catering for a party',
    'being a good son',
    'raise money with a car wash',
    'asdf qwer',
    '???',
    'clean water for a village',
    'all kinds of music',
  ],
}

t.test('The codename is that of the theme which the whole words of an idea say most about', async (t) => {
  for (const [theme, list] of Object.entries(ideas)) {
    for (const mission_idea of list) {
      t.equal(writeQuest({ mission_idea, help_mode: 'solo', seed: 0 }).quest_name, `OPERATION ${theme}`, mission_idea)
    }
  }
})

t.test('Answers and the outcome count less than the idea, the place least', async (t) => {
  const nameOf = (rest: object) =>
    writeQuest({ mission_idea: 'do something good', help_mode: 'solo', seed: 0, ...rest }).quest_name
  t.equal(nameOf({}), 'OPERATION CITIZEN HERO')
  t.equal(nameOf({ outcome: 'no more litter' }), 'OPERATION CLEAN SWEEP')
  t.equal(nameOf({ clarifications: { q0: 'the cats' } }), 'OPERATION COMFY PAWS')
  t.equal(nameOf({ where: 'the animal shelter' }), 'OPERATION COMFY PAWS')
  t.equal(nameOf({ where: 'school' }), 'OPERATION CITIZEN HERO')
  t.equal(
    nameOf({ mission_idea: 'help dogs', clarifications: { q0: 'cats' }, where: 'library' }),
    'OPERATION BRAVE PAWS',
  )
})

t.test('A seed changes the plan, never the theme', async (t) => {
  for (const [theme, [mission_idea = '']] of Object.entries(ideas)) {
    const texts = new Set<string>()
    for (let seed = 0; seed < 30; seed++) {
      const quest = writeQuest({ mission_idea, help_mode: 'supplies', seed })
      t.equal(quest.quest_name, `OPERATION ${theme}`)
      texts.add(JSON.stringify(quest.steps))
    }
    t.ok(texts.size >= 4, `thirty seeds give ${texts.size} quests`)
  }
})
