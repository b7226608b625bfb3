import type { Kit } from './kit.ts'

/** For ideas about anything else: what is done with them, the player's own words have to say. */
export const anything: Kit = {
  whom: 'someone you know, people near you, or people you have never met',
  served: 'everyone who needs some',
  goods: [],
  ally: 'an hour of their time and an honest opinion',
  needs: [
    'Ask the people it is for',
    'Find one person who would use what you want to bring, and ask three things: What do you need most? What do you have enough of? When would it help?',
  ],
  plea: 'You may have exactly what we are looking for.',
  spot: '{the school office|a school}, the library or a store that likes the idea',
  sort: 'Put aside what is broken, clean what needs it, and pack everything so that the next person can use it right away',
  deliver: [
    'Hand it over',
    'Bring everything to the people it is for, at a time that suits them, and ask what they will use first.',
  ],
  facts:
    'Who is touched by it, and how many are they? Why is it the way it is? Who is already doing something about it?',
  experts: 'somebody who deals with it every day',
  headline: 'You can do something about this, and it takes five minutes.',
  act: 'take one small step, and tell one more person',
  material: [
    'Make something that stops people',
    'Choose the form that suits you: a poster, a short video, a comic, a table with something to touch. One big picture, three facts, one thing to do.',
  ],
  audience: '{your class, or the people on your street|the people you live or work with}',
  jobs: ['find out what is needed', 'get the materials', 'do the main part', 'tell others about it'],
  crew: 'that you can count on',
  helpersFrom: 'Look for people who are good at what you are not',
  bring: 'something to write with, something to drink and one good idea',
  day: [
    'Your big day',
    'Give everybody one job and one hour. Work side by side, stop once for a snack, and finish one thing completely rather than three by half.',
  ],
  goal: 'one thing is done that makes three people smile',
  ways: [
    'something small that takes ten minutes a day',
    'one bigger thing that takes an afternoon',
    'a surprise that nobody expects',
  ],
  doing: 'Get what you need, set a timer for thirty minutes, and stay with it until it rings',
  proof: 'one picture from the start, one from the middle, one from the end',
  notes: [
    '{Keep to places you know, and make sure that somebody always knows where you are.|Do not take on more than you can keep up: something small that lasts beats something big that stops.}',
    'Ask before you use what belongs to others, and keep private things out of what you share.',
  ],
  prompts: [
    'What was harder than you thought, and what was easier?',
    'What would you tell someone who wants to do the same?',
  ],
}
