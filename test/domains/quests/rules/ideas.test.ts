import t from 'tap'
import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { writeQuest } from '../../../../src/domains/quests/rules/rules.ts'

const quest = (mission_idea: string, rest: Partial<QuestRequest> = {}) =>
  writeQuest({ mission_idea, help_mode: 'solo', seed: 0, ...rest })

/** What is typed, and how the summary says it back. */
const said: Record<string, RegExp> = {
  'I want to fix old bikes for families who cannot afford one': /[Yy]ou want to fix old bikes for families who/,
  'Scatter litter everywhere is bad': /“Scatter litter everywhere is bad”/,
  'clean the park that is near us': /[Yy]ou want to clean the park that is near you\./,
  'Clean the park is important': /“Clean the park is important”/,
  'Water bottles are everywhere': /^Water bottles are everywhere\./,
  'more bike lanes downtown, cars drive too fast': /[Yy]ou want more bike lanes downtown\. /,
  'stray cats, dogs and birds need food': /^Stray cats, dogs and birds need food\./,
  'mental health at my school, too many of my friends are stressed': /^Too many of your friends are stressed\./,
  'how can i help homeless people?': /[Yy]ou want to help homeless people\./,
  'can u help me make my grandma happy on her birthday': /[Yy]ou want to make your grandma happy on her birthday\./,
  'i want too help dogs that dont have homes becuase they are cold':
    /[Yy]ou want to help dogs that don’t have homes because they are cold\./,
  'My company wants to give back before christmas, maybe something with kids':
    /[Yy]ou want to give back before Christmas\./,
  'I wanna start a gaming tournament for charity': /[Yy]ou want to start a gaming tournament for charity\./,
  'esports charity stream': /[Yy]ou want an esports charity stream\./,
  'Our court is broken. Me and my friends want to play there but our parents say it is too dangerous.':
    /^Your court is broken\./,
  'There is a kid who makes fun of others. I want to help but I do not know how.': /want to help\./,
  'i want a dog but my mom says no': /[Yy]ou want a dog\./,
  'tutoring program for 5th graders': /[Yy]ou want a tutoring program for 5th graders\./,
  'Care packages for nurses': /[Yy]ou want care packages for nurses\./,
  "I'm retired and would like to share my woodworking skills": /[Yy]ou want to share your woodworking skills\./,
  'kids at my school waste so much food, we should do something about it!!':
    /^Kids at your school waste so much food\./,
  'Why do people litter? It makes me so sad.': /“Why do people litter”/,
  'Our street has no trees. I would love to get the neighbors together and plant some.': /^Your street has no trees\./,
  'Our library might close next year': /^Your library might close next year\./,
  'my hamster died': /^Your hamster died\. That is hard/,
  'i hate it when people litter in our hallway': /^People litter in your hallway\./,
  'my teacher buys our supplies with her own money': /^Your teacher buys your supplies with her own money\./,
  'What can I do about climate change as a teenager?':
    /[Yy]ou want to do something about climate change as a teenager\./,
  'The kids have no toys and its almost christmas': /^The kids have no toys and it’s almost Christmas\./,
  'car wash for our band trip': /[Yy]ou want a car wash for your band trip\./,
  'A walking school bus so that kids get to school': /[Yy]ou want a walking school bus so that/,
  'treasure hunt in the park': /[Yy]ou want a treasure hunt in the park\./,
  "my coworker's house burned down": /^Your coworker’s house burned down\. That is hard/,
  'we are starting a community orchard': /[Yy]ou want to start a community orchard\./,
  'I am being bullied by a girl in my class': /^You are being bullied by a girl in your class\./,
  'dance class for kids with down syndrome': /[Yy]ou want a dance class for kids/,
  'Potluck for new families on our block': /[Yy]ou want a potluck for new families on your block\./,
  'protest against the new landfill': /[Yy]ou want to protest against the new landfill\./,
  'quit smoking': /[Yy]ou want to quit smoking\./,
  'my little brother is sick': /^Your little brother is sick\. That is hard/,
}

t.test('Ideas are said back as they were meant', async (t) => {
  for (const [idea, words] of Object.entries(said)) t.match(quest(idea).mission_summary, words, idea)
})

t.test('What has no topic is done with its own words, in every mode', async (t) => {
  const text = (idea: string, help_mode: QuestRequest['help_mode']) => JSON.stringify(quest(idea, { help_mode }))
  t.match(text('fix old bikes for families', 'helpers'), /Repair day/)
  t.match(text('build a rocket', 'supplies'), /everything it takes to build a rocket/)
  t.match(text('help my neighbor Mr. Lopez', 'supplies'), /suits your neighbor Mr\. Lopez/)
  t.match(text('save the music room', 'awareness'), /Who uses the music room, and how often/)
  t.match(text('get more people to vote', 'awareness'), /half of them ready to vote|get half of them to vote/)
  t.match(text('fundraiser for my team', 'supplies'), /raise the money for your team/)
  t.match(text('we should do a climate march', 'helpers'), /March day/)
  t.match(text('make cards for soldiers', 'supplies'), /10 cards for soldiers/)
  t.match(text('save the turtles', 'awareness'), /How many are left/)
  t.match(text('old phones recycling', 'supplies'), /10 old phones/)
  t.match(text('More people should know CPR', 'awareness'), /half of them (?:ready )?to learn CPR/)
  t.match(text('wear a bike helmet', 'awareness'), /half of them (?:ready )?to wear a bike helmet/)
  t.match(text('The kids at the center have no toys', 'supplies'), /10 toys for the kids at the center/)
  t.match(text("help dogs that don't have homes", 'supplies'), /10 blankets/)
  t.match(text('we want 100 jackets for the homeless shelter', 'supplies'), /100 jackets for the homeless shelter/)
  t.match(text("my dog is old and can't walk well", 'solo'), /better for your dog than last week/)
  t.match(text('make bracelets and sell them to save elephants', 'helpers'), /Open for business/)
  t.match(text("my coworker's house burned down", 'supplies'), /what would really help your coworker/)
  t.match(text('surprise party for my teacher Ms. Kim', 'solo'), /for your teacher Ms\. Kim/)
  t.notMatch(text('organize a vigil for the victims of the flood', 'helpers'), /laugh\?|fun|something to eat/)
  t.match(text("my neighbor Mrs. Ito is 90 and can't shop", 'supplies'), /help your neighbor Mrs\. Ito\./)
  t.match(text('Can you help me find my lost cat?', 'solo'), /call the shelter and the vets/)
  t.match(text('thank-you gifts for our crossing guard', 'supplies'), /10 thank-you gifts for your crossing guard/)
  t.notMatch(text('repair my relationship with my brother', 'solo'), /spare parts/)
  t.match(text("Our women's shelter is low on toiletries and pillows.", 'supplies'), /10 toiletries and pillows/)
  t.match(text('help the janitor', 'helpers'), /A good day/)
  t.notMatch(text('Help the victims of the earthquake in Turkey', 'supplies'), /memor/)
  t.match(text('Diapers for young mothers', 'supplies'), /10 diapers for young mothers/)
  t.match(text('toys', 'supplies'), /10 toys for everyone who needs some/)
  t.match(text('my school does not have enough sports equipment', 'supplies'), /sports equipment/)
  t.match(text('send letters and drawings to kids in Ukraine', 'supplies'), /letters and drawings for kids in Ukraine/)
  t.match(text('I want to donate my hair', 'supplies'), /what it takes to donate your hair/)
  t.match(text('food for birds in winter', 'supplies'), /10 bird feeders/)
  t.match(text('we need more benches in the park', 'awareness'), /Who would use more benches/)
  t.match(text('phone addiction', 'awareness'), /Whom does phone addiction concern/)
  t.match(
    text('be nice to substitute teachers', 'awareness'),
    /half of them (?:ready )?to be nice to substitute teachers/,
  )
  t.match(text('my hamster died', 'solo'), /make a box with pictures and memories/)
  t.match(text('Our library might close', 'awareness'), /what your library means to them/)
  t.match(text('help my sister with her math homework', 'solo'), /three people can do one thing/)
  t.match(text('make my grandma happy on her birthday', 'solo'), /three surprises in one day for your grandma/)
})

t.test('Troubles of somebody in particular are not put on posters', async (t) => {
  for (let seed = 0; seed < 10; seed++) {
    const { steps } = quest('my friend lost her house in a fire', { help_mode: 'supplies', age_range: '12-15', seed })
    t.notMatch(JSON.stringify(steps), /poster|Hang it up|flyer that/i)
  }
})
