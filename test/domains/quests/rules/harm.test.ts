import t from 'tap'
import type { QuestPlan } from '../../../../schemas/quests/plan.ts'
import { writeQuest, writeQuestions } from '../../../../src/domains/quests/rules/rules.ts'

const hurting = [
  'I want to hurt my brother',
  'beat up the bully',
  'Make fun of Tim',
  "let's spread rumors about Anna",
  'spy on my neighbor',
  'kill all the stray cats',
  'GET REVENGE ON MY EX FRIEND',
  'humiliate my teacher',
  'get rid of immigrants',
  'We should poison the pigeons',
  'Help me shame the fat girl in my class',
  'send nudes',
]
const trouble = [
  'steal candy from the store',
  'how to make a bomb',
  'set the school on fire',
  'bring a knife to school',
  'buy some weed',
  'vandalize the statue',
  'smash windows',
  "Let's jump off the bridge",
  'break into a house',
  "hack into my school's computers",
  'help me get drunk',
  'start a fire in the forest',
  'Do the blackout challenge',
  'shoplift makeup',
]
const distress = [
  'I want to hurt myself',
  'my dad hits me',
  'I want to die',
  'i dont want to live anymore',
  'my friend wants to kill herself',
  'I cut myself',
  'nobody would miss me',
  'I am scared to go home',
  "I'm suicidal",
  'kids hit me at school',
  "my mom's boyfriend beats me",
  'I think my friend has an eating disorder',
  'my sister stopped eating',
]
const causes = [
  'stop gun violence',
  'suicide prevention week',
  'fire safety day',
  'drug awareness',
  'anti-bullying campaign',
  'Stop people who hurt animals',
  'stop bullies who beat up kids',
  'teach kids not to hurt animals',
  'Fight hunger',
  'Beat cancer',
  'kill the weeds in the garden',
  'make bath bombs for the bake sale',
  'make seed bombs',
  'shoot a video about recycling',
  'Shoot hoops for charity',
  'clean up graffiti at the park',
  'help people who take drugs',
  'help kids quit vaping',
  'Raise awareness about drunk driving',
  'water gun fight fundraiser',
  'campfire night for the scouts',
  'people steal bikes in my street',
  'a self-harm awareness week',
  'someone is hurting cats in my street',
  'stop kids from stealing lunches',
  'domestic violence awareness',
  'eating disorder awareness week',
  'my friends and I hate eating meat',
  'Blow up balloons for the hospital',
  'prevent forest fires',
  "I don't want to hurt anyone",
  'collect knives and forks for the soup kitchen',
  'help the school get high grades',
  'do a trash pick up',
  'My dad helps me',
  'destroy the invasive plants',
  'Make my street safe from car theft',
  'egg hunt for the kids',
  'Hit the books club',
  'my brother hit me up with an idea to plant trees',
]

const all = (plan: QuestPlan) => JSON.stringify(plan)

t.test('An idea that would hurt somebody becomes another, good, short and easy quest without its words', async (t) => {
  for (const mission_idea of [...hurting, ...trouble]) {
    for (const age_range of ['8-11', '12-15', 'Adult', undefined] as const) {
      const plan = writeQuest({ mission_idea, help_mode: 'helpers', age_range, seed: 0 })
      t.match(plan.mission_summary, /than the one you asked for|not the one you asked for/, mission_idea)
      t.match(plan.quest_name, /KINDNESS SHIELD|CITIZEN HERO/)
      t.equal(plan.difficulty, 'Easy')
      t.ok(plan.estimated_duration_days <= 3)
      t.notMatch(all(plan).toLowerCase(), mission_idea.toLowerCase())
      t.notMatch(writeQuestions({ mission_idea, help_mode: 'helpers' }).join(), mission_idea)
    }
  }
})

t.test(
  'Somebody who needs help today is told whom to talk to, that it is not their fault, and whom to call',
  async (t) => {
    for (const mission_idea of distress) {
      const plan = writeQuest({ mission_idea, help_mode: 'supplies', age_range: '12-15', nickname: 'Jo', seed: 0 })
      t.equal(plan.quest_name, 'OPERATION KINDNESS SHIELD', mission_idea)
      t.match(plan.mission_summary, /You are not in trouble/, mission_idea)
      t.match(plan.safety_notes.join(' '), /local emergency number.*helpline/)
      t.match(plan.steps[2]?.title, 'Say it today')
      t.notMatch(all(plan), /!|great|awesome|hero/i, 'nothing cheers')
    }
    const said = writeQuest({
      mission_idea: 'plant trees',
      help_mode: 'solo',
      seed: 0,
      clarifications: { q3: 'my dad hits me' },
    })
    t.match(said.mission_summary, /You are not in trouble/, 'also in an answer')
  },
)

t.test('Good causes are not mistaken for what they are against', async (t) => {
  for (const mission_idea of causes) {
    const plan = writeQuest({ mission_idea, help_mode: 'solo', seed: 0 })
    t.notMatch(plan.mission_summary, /asked for|not in trouble/, mission_idea)
  }
})

t.test('Swear words are not said again, wherever they stand', async (t) => {
  const rude = 'this fucking shit'
  const plan = writeQuest({
    mission_idea: `clean up ${rude} park`,
    help_mode: 'supplies',
    nickname: 'Shit',
    who: rude,
    where: rude,
    outcome: rude,
    clarifications: { q0: rude, q1: rude, q2: rude, other: rude },
    seed: 0,
  })
  t.notMatch(all(plan), /fuck|shit/i)
  t.equal(plan.quest_name, 'OPERATION CLEAN SWEEP')
  const fine = writeQuest({
    mission_idea: 'Assist the class in Scunthorpe with a bass and a cockatoo',
    help_mode: 'solo',
    seed: 0,
  })
  t.match(fine.mission_summary, /bass and a cockatoo/)
})
