import type { Kit } from './kit.ts'
import { litter } from './kits-earth.ts'

export const recycling: Kit = {
  ...litter,
  whom: 'your school, your street, or the people who have to carry all of it away',
  served: 'everyone who throws things away',
  goods: [
    [5, 'boxes for sorting'],
    [20, 'labels with pictures'],
    [10, 'strong bags'],
  ],
  ally: 'a spot where the boxes may stand and a ride to the recycling center',
  needs: [
    'Find out what can be recycled here',
    'Ask the recycling center or look at its page: What do you take? What do you not take? How does it have to be sorted? Then look into three bins and count what should not be in there.',
  ],
  plea: 'Empty? Perfect. We have a box for that.',
  spot: '{the school entrance|a school}, the library or next to a copy machine',
  sort: 'Rinse what is sticky, flatten what is big, and take out what does not belong. Weigh each box and write the number on a chart on the wall',
  deliver: [
    'Take it to the recycling center',
    'Bring the full boxes to the recycling center, and ask what your things will turn into. Then put the empty boxes back, with the number so far on each.',
  ],
  facts: 'What do people throw away here that could be used again? Where does it go? What does it turn into?',
  experts: 'the people at the recycling center',
  headline: 'This bottle could be a bike next year. Or trash for 400 years.',
  act: 'put one thing into the right box every day',
  material: [
    'Build something out of the problem',
    'Make your poster out of what you found in the bins: paper as the ground, caps as letters. Next to each box goes a picture of what may go in, so that nobody has to read.',
  ],
  jobs: ['set up and label the boxes', 'explain what goes where', 'empty and weigh', 'draw the chart'],
  crew: 'for the boxes',
  helpersFrom: 'You need two strong ones, one who explains well and one who loves numbers',
  bring: 'gloves, markers and a bathroom scale',
  day: [
    'The big sort',
    'Bring everything to one place and sort it in teams: paper, plastic, metal, batteries. Weigh each pile, and let people guess the number before you write it up.',
  ],
  goal: 'three boxes are up, and after one week each of them is full of the right things',
  ways: [
    'set up one box with pictures instead of words',
    'collect one kind of thing only, such as batteries or caps',
    'turn something old into something new and show it',
  ],
  doing: 'Ask where a box may stand, label it with pictures, and empty it before it is full',
  proof: 'a chart with the weight for every week, and a picture of the strangest thing in the box',
  notes: [
    'Wear gloves. Leave glass, needles and anything that leaks where it is, and {show it to an adult|tell the people in charge}.',
    'Keep batteries dry and away from heat, and let nobody put them in a pocket with keys or coins.',
  ],
}
