import type { Kit } from './kit.ts'

export const food: Kit = {
  whom: 'families near you, kids at your school, or the people who come to the food bank',
  served: 'people who would otherwise go without',
  count: [10, 'families'],
  goods: [
    [20, 'cans of soup or beans'],
    [10, 'packs of pasta or rice'],
    [5, 'jars of peanut butter'],
  ],
  ally: 'a ride to the food bank and a shelf that stays dry',
  needs: [
    'Ask the food bank what runs out first',
    'Call a food bank or pantry near you and ask: What runs out first? What do you have too much of? On which days can you take food?',
  ],
  plea: 'One can from your shelf is dinner on someone’s table.',
  spot: '{the school office|a school}, the library or a grocery store',
  sort: 'Check the dates, put dented cans aside, and sort by kind. Then try to build whole dinners: pasta and sauce, rice and beans',
  deliver: [
    'Deliver the dinners',
    'Weigh or count it all and take it to the food bank at the time you agreed on. Ask to see the shelf that it will fill.',
  ],
  facts:
    'How many people near you do not have enough to eat? When is it hardest? What keeps people from asking for help?',
  experts: 'the people who run a food bank or a school kitchen',
  headline: 'Somebody near you did not have breakfast today.',
  act: 'give one can, or one lunch',
  material: [
    'Show what a meal is',
    'Put an empty plate in the middle of your poster or table, with your three facts around it and a list of five foods that keep for months.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: ['ask stores for a spot for the box', 'check dates and sort', 'build whole dinners', 'carry'],
  crew: 'for the food drive',
  helpersFrom: 'You need talkers for the store, careful eyes for the dates, and strong arms for the boxes',
  bring: 'boxes, markers and one can each',
  day: [
    'Packing day',
    'Make a line like in a factory: check, sort, pack, label. Every bag becomes a whole dinner, with a friendly note inside.',
  ],
  goal: 'ten whole dinners stand in a box for the food bank',
  ways: [
    'ask ten people you know for one can each',
    'set up one box where people pass by',
    'plan a menu with no leftovers and give what you save',
  ],
  doing: 'Call the food bank first so that you collect the right things, then fill the box dinner by dinner',
  proof: 'one picture of the full box and the number of dinners in it',
  notes: [
    'Only closed packages with a date that is still good. Nothing home-made, nothing that needs a fridge.',
    'Needing food is private. Do not ask people why, and take no pictures of those who come.',
  ],
  prompts: ['What surprised you about who needs help with food?', 'How can people get help without feeling small?'],
}

export const homeless: Kit = {
  whom: 'families in a shelter, people who sleep outside, or kids who had to leave home',
  served: 'people without a home',
  count: [10, 'people'],
  goods: [
    [20, 'pairs of warm socks'],
    [10, 'hats or scarves'],
    [10, 'sets of soap and toothpaste'],
  ],
  ally: 'a ride to the shelter and a dry corner for the bags',
  needs: [
    'Ask the shelter what people need',
    'Call a shelter for people without a home and ask: What do people ask for most? Which sizes are missing? What should we leave out?',
  ],
  plea: 'Something warm from your closet, a better winter for somebody else.',
  spot: '{the school office|a school}, the library or a store that likes the idea',
  sort: 'Only what you would give to a friend: clean, whole, the right season. Pack bags with something warm, something useful and a kind note in each',
  deliver: [
    'Take the bags to the shelter',
    'Bring the bags to the people who run the shelter and let them hand them out: they know who needs what. Ask what would help next month.',
  ],
  facts: 'How do people lose their home? How many families are among them here? What helps them back into one?',
  experts: 'the people who run the shelter',
  headline: 'Home is a word that most of us never have to think about.',
  act: 'give one new pair of socks and one friendly look',
  material: [
    'Make the invisible visible',
    'Draw a backpack. What would you put in if you had to leave today? Around it go your three facts, and what the shelter needs. Show things and numbers, not people.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: ['collect socks and hats', 'check and fold', 'write kind notes', 'pack the bags'],
  crew: 'for the care bags',
  helpersFrom: 'Anyone who can fold, write or carry is right for this',
  bring: 'one new pair of socks, pens and paper',
  day: [
    'Packing day',
    'Make a line: socks, hat, soap, note, done. Read the notes aloud before they go in, and keep the ones you would like to get yourself.',
  ],
  goal: 'five care bags are packed and on their way to the shelter',
  ways: [
    'pack five care bags',
    'ask ten people for one new pair of socks each',
    'write twenty kind notes that go into the bags of others',
  ],
  doing: 'Ask the shelter what belongs in a bag, then pack the first one as if it were for somebody you love',
  proof: 'a picture of the bags in a row and the number of things inside, never of the people who get them',
  notes: [
    '{Give through the shelter. Do not walk up to strangers on your own, even with a gift.|Give through the shelter: the people there know who needs what, and how to offer it.}',
    'Only new or clean things, no medicine, and nothing sharp like razors.',
  ],
  prompts: [
    'What did you think about people without a home before, and what now?',
    'What makes a gift feel like respect?',
  ],
}
