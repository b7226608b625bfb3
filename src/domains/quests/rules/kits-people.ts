import type { Kit } from './kit.ts'

export const kindness: Kit = {
  whom: 'someone who gets left out, your class, or anyone who is new',
  served: 'everyone who has ever been left out',
  goods: [
    [30, 'blank cards'],
    [5, 'games for two to six players'],
    [10, 'sets of markers'],
  ],
  ally: 'a table or a corner where everybody is welcome and a yes from whoever is in charge there',
  needs: [
    'Ask what would help',
    'Ask five people who are different from each other: When is it hardest to be here? What would make it easier? Listen more than you talk, and write down needs, never names.',
  ],
  plea: 'A game you no longer play can start a friendship.',
  spot: '{the school office|a school}, the library or the break room',
  sort: 'Check that no game has missing pieces, and put cards and markers into small kits. Label the box: For everyone',
  deliver: [
    'Open the welcome corner',
    'Set everything up where people spend their breaks, and be the first to say: Want to play? Write a kind card to someone who would never expect one.',
  ],
  facts:
    'When and where are people left out or picked on here? What do the ones who watch usually do? What has helped at other places?',
  experts: 'a school counselor or teacher',
  headline: 'One person standing next to you changes everything.',
  act: 'sit down next to someone who is alone',
  material: [
    'Make cards with words that help',
    'Write little cards with sentences people can really use: “Come sit with us.” “Are you okay?” “That was not funny.” Add your three facts to a poster, and never a real name or story.',
  ],
  audience: '{your class, or a younger one|a class or a club near you}',
  jobs: ['greet whoever is new', 'run a game table', 'write kind cards', 'look out for anyone who is alone'],
  crew: 'for a place where nobody is left out',
  helpersFrom: 'Ask from different groups, also someone who is usually quiet',
  bring: 'one game, or one good question to start a talk with',
  day: [
    'Open-table day',
    'Set up a table with a sign: Everyone is welcome. Two of you play and two of you invite. Nobody has to tell anything; sitting down is enough.',
  ],
  goal: 'do five small kind things for five different people',
  ways: [
    'invite someone new to your table',
    'write five notes that say something true and nice',
    'learn three sentences for when somebody is picked on, and practice them',
  ],
  doing: 'Begin with the easiest person and end with the one it takes some courage with',
  proof: 'a list of what you did and what happened next, without any names',
  notes: [
    'When somebody is being bullied, do not step in alone: stand by the person, and get {an adult|help}.',
    'Use no real names, photos or stories of others, not on posters and not online.',
  ],
  prompts: [
    'When did somebody make room for you, and how did you do it for someone else?',
    'What is one sentence you will use again?',
  ],
}

export const lonely: Kit = {
  whom: 'someone who often sits alone, anyone who is new, or people you do not know yet',
  served: 'everyone who would like some company',
  goods: [
    [30, 'blank cards'],
    [5, 'games for two to six players'],
    [2, 'balls or jump ropes'],
  ],
  ally: 'a table or a corner where everybody is welcome and a yes from whoever is in charge there',
  needs: [
    'Ask what would make a day better',
    'Ask five people, also one who is new and one who is quiet: When is the longest part of your day? What do you like to do? What would make it easy to join in?',
  ],
  plea: 'The game on your shelf could be somebody’s first hello.',
  spot: '{the school office|a school}, the library or a club',
  sort: 'Check that no game has missing pieces, write a hello on every card, and pack it all into one box that anyone may open',
  deliver: [
    'Open the box',
    'Put the box where the day is longest, and be the first to play. Whoever walks by slowly gets the question: Want to join us?',
  ],
  facts:
    'When and where do people sit alone here? What keeps them from asking if they may join? What has worked at other places?',
  experts: '{a school counselor or teacher|someone who runs a club or a community center}',
  headline: 'A hello takes two seconds and lasts all day.',
  act: 'say hello to one new person every day',
  material: [
    'Make a wall of hellos',
    'Make a big sheet with pockets full of small cards. On each stands one easy thing to do: save someone a seat, ask a real question, invite one more into the game. Everybody takes one.',
  ],
  audience: '{your class, or a younger one|the people you live or work with}',
  jobs: ['save seats', 'invite people', 'bring games', 'write hello cards'],
  crew: 'for a table where everyone is welcome',
  helpersFrom: 'You need one who tells jokes, one who listens, and one who can lose a game nicely',
  bring: 'one game, one good question and something to share',
  day: [
    'Open-table day',
    'Put up a sign: Everyone is welcome. Two of you play, and two go and invite. Nobody has to be funny. Ask a question, and then wait for the answer.',
  ],
  goal: 'sit, play or talk with five people you hardly know',
  ways: [
    'invite one person to sit with you every day',
    'start a game that needs many players',
    'write ten hello cards and hand them out in person',
  ],
  doing: 'Start with somebody you already know a little, and ask the question you would like to be asked',
  proof: 'one line a day about what made somebody smile, without names',
  notes: [
    'Be friendly, and do not push: if somebody wants to be left in peace, smile and try another day.',
    'If someone is very sad, or says that they want to hurt themselves, {tell an adult|get help} right away. It is not your job alone.',
  ],
  prompts: ['Whose day got better, and how could you tell?', 'What did you get back that you did not expect?'],
}

export const elders: Kit = {
  whom: 'an older person near you, people in a hospital, or everyone at a care home',
  served: 'people who have had too little company',
  count: [10, 'people'],
  goods: [
    [20, 'cards with a drawing'],
    [5, 'puzzles or card games'],
    [10, 'books with big letters'],
  ],
  ally: 'a call to a care home, hospital or club, and company when you visit',
  needs: [
    'Ask what would make a day better',
    'Ask the people who look after them: What do they enjoy? What can they see, hear and hold well? When is the longest part of the day?',
  ],
  plea: 'Five minutes of your time, and a card that stays on the wall for a year.',
  spot: '{the school office|a school}, the library or a café',
  sort: 'Read every card once, check that puzzles have all their pieces, and tie up small bundles: one card, one game, one thing to read',
  deliver: [
    'Bring the bundles, and stay a little',
    'Bring everything at a time that suits them, and stay for one game or one story if you are welcome. Ask for a story, too: the best ones are never written down.',
  ],
  facts: 'Who is often alone around here, and when? What do they miss most? What costs nothing and helps?',
  experts: 'the people who work at a care home or a club',
  headline: 'Somebody is looking at the phone and hoping that it rings.',
  act: 'say hello and ask one real question every day',
  material: [
    'Make a wall of hellos',
    'Make a big sheet with pockets full of small cards. On each stands one easy thing to do: call your grandmother, wave at the window, ask someone to join the game. Everybody takes one.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: ['write cards', 'choose games', 'arrange the visit', 'play music or read aloud'],
  crew: 'for an afternoon of good company',
  helpersFrom: 'You need one who tells jokes, one who listens, and one who can lose a game nicely',
  bring: 'one game, one story and some patience',
  day: [
    'An afternoon together',
    'Two of you to one table: play, read aloud, look at old pictures. Nobody has to be funny. Ask a question, and then wait for the answer.',
  ],
  goal: 'somebody who is often alone hears from you three times',
  ways: [
    'write cards and bring them over',
    'start a game hour once a week',
    'call or visit one person every other day and let them tell you a story',
  ],
  doing: 'Start with somebody you already know a little, and ask the question you would like to be asked',
  proof: 'one line a day about what made somebody smile, without full names',
  notes: [
    '{Visit only people and places that your family or school knows, and never alone.|Ask before you visit, keep to the times that suit them, and tell nobody what they told you.}',
    'If someone is very sad, or says that they want to hurt themselves, {tell an adult|get help} right away. It is not your job alone.',
  ],
  prompts: ['Whose day got better, and how could you tell?', 'What did you get back that you did not expect?'],
}
