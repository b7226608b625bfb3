import t from 'tap'
import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { writeQuest } from '../../../../src/domains/quests/rules/rules.ts'

const modes = ['supplies', 'awareness', 'helpers', 'solo'] as const
const ideas = [
  'stray cats need blankets',
  'clean up the litter in the park',
  'stop bullying',
  'help the homeless',
  'slow down traffic',
  'Knit hats for babies',
  'plant trees',
  'Visit the nursing home',
  'bake sale for the food bank',
  'my hamster is sick',
]
const adult = /grown-up|adult|parent|teacher/i

t.test('Under eighteen an adult is there from the first step, and the safety notes say so', async (t) => {
  for (const age_range of ['8-11', '12-15', '16-18'] as const) {
    for (const help_mode of modes) {
      for (const mission_idea of ideas) {
        for (const seed of [0, 1, 2]) {
          const { steps, safety_notes } = writeQuest({ mission_idea, help_mode, age_range, seed })
          const what = `${age_range} ${help_mode} ${mission_idea}`
          t.match(steps[0]?.description, /(?:grown-up|adult).*you trust/, what)
          t.match(safety_notes[0], /(?:grown-up|adult)/, what)
        }
      }
    }
  }
})

t.test('Children have their grown-up with them in every step', async (t) => {
  for (const help_mode of modes) {
    for (const mission_idea of ideas) {
      for (let seed = 0; seed < 10; seed++) {
        const { steps } = writeQuest({ mission_idea, help_mode, age_range: '8-11', seed })
        for (const { id, description } of steps)
          t.match(description, adult, `${help_mode} ${id} ${mission_idea} ${seed}`)
      }
    }
  }
})

t.test('Adults are not told to ask one, and without an age the under-eighteens are', async (t) => {
  for (const help_mode of modes) {
    const texts = (request: Partial<QuestRequest>) =>
      JSON.stringify(writeQuest({ mission_idea: 'plant trees', help_mode, seed: 0, ...request }))
    t.notMatch(texts({ age_range: 'Adult' }), /adult you trust|grown-up|under 18/)
    t.match(texts({}), /under 18/)
  }
})

t.test('Water, tools, heat, money and the net bring a note of their own', async (t) => {
  const notes = (mission_idea: string) =>
    writeQuest({ mission_idea, help_mode: 'solo', age_range: '12-15', seed: 0 }).safety_notes.join(' ')
  t.match(notes('Teach my sister to swim'), /Near water/)
  t.match(notes('Build bee hotels'), /Saws, drills/)
  t.match(notes('bake sale for the shelter'), /allergies/)
  t.match(notes('raise $200 for the library'), /money/)
  t.match(notes('start a podcast for teens'), /online/)
  t.match(notes('paint the crosswalk'), /permit/)
  t.match(notes('there are needles in the park'), /Do not touch needles.*an adult/)
  t.notMatch(notes('knitting needles for beginners'), /touch needles/)
  t.match(notes('stray cats'), /Do not touch, chase or feed cats/)
  t.match(notes('stop bullying'), /do not step in alone/)
})

t.test('Adults are spoken to as adults, whatever it is about', async (t) => {
  const more = ['My elderly neighbor is lonely', 'save the turtles', 'help my neighbor Mr. Lopez', 'fix old bikes']
  for (const mission_idea of [...ideas, ...more, 'start a book club', 'recycle batteries', 'gun violence in my city']) {
    for (const help_mode of modes) {
      for (const seed of [0, 1, 2, 3]) {
        const { steps, safety_notes } = writeQuest({ mission_idea, help_mode, age_range: 'Adult', seed })
        const texts = [...steps.map(({ description }) => description), ...safety_notes].join(' ')
        t.notMatch(
          texts,
          /your family or school|your (?:parents|teacher)\b|(?:tell|ask|call|to|for) an adult|your adult/i,
        )
        t.notMatch(safety_notes.join(' '), /never alone|never go alone|wash your hands/i)
      }
    }
  }
})
