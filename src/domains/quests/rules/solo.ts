import type { Step } from './steps.ts'
import type { Story } from './story.ts'
import { say } from './text.ts'

/** A plan of one's own: the goal, the way, the doing, the record, the telling. */
export const solo = (story: Story): Step[] => [goal(story), approach(story), doing(story), record(story), share(story)]

function goal({ pick, by, told, kit, forWhom, people, idea, minor }: Story): Step {
  const title = pick('o1t', [
    'Set a goal you can count',
    'Say what you want to change',
    'Put your goal in one sentence',
  ])
  const write = pick('o1a', [
    'Write your goal in one sentence with a number in it.',
    'A good goal fits on your hand and has a number in it.',
    'Write down what will be different when you are done, and how you will count it.',
  ])
  const example = idea.kind === 'quote' && kit.goods.length === 0 ? '' : `For example: ${kit.goal}`
  const adult = by({
    child: pick('o1b', [
      `Then tell a grown-up you trust ${told}`,
      `Show it to a grown-up you trust, and tell them ${told}`,
    ]),
    teen: pick('o1b', [`Then tell an adult you trust ${told}`, `Read it to an adult you trust. Tell them ${told}`]),
    adult: pick('o1b', [
      `Then say it out loud to somebody, so that it counts. Tell them ${told}`,
      `Tell one person ${told}`,
    ]),
  })
  const ask = by({
    child: 'Ask: Will you help me?',
    teen: 'Ask what they would watch out for',
    adult: minor('If you are under 18, let it be an adult you trust'),
  })
  return [title, say(write, example, forWhom, adult, ask, people.remark)]
}

function approach({ pick, by, kit }: Story): Step {
  const title = pick('o2t', ['Choose your way', 'Three ways to go: pick one', 'Decide how you do it'])
  const [first = '', second = '', third = ''] = kit.ways
  const ways = pick('o2a', [
    `Here are three ways to begin. One: ${first}. Two: ${second}. Three: ${third}. Choose the one you would like to start today, or think of a fourth.`,
    `You could do it like this: ${first}. Or like this: ${second}. Or this way: ${third}. Which one makes you want to begin?`,
    `Three ideas to choose from: ${first}; ${second}; ${third}. Take the one that fits you, not the biggest one.`,
  ])
  const plan = pick('o2b', [
    'Then write down the first three things to do, each so small that it takes half an hour at most',
    'List what you need for it. If something costs money, find a way to borrow it or do without',
  ])
  const voice = by({
    child: pick('o2c', [
      'Talk it over with your grown-up: what can you do yourself, and what do you do together?',
      'Ask your grown-up which way is fine with them',
    ]),
    teen: 'Check with your adult that the way you chose is safe and allowed',
    adult: '',
  })
  return [title, say(ways, plan, voice)]
}

const beginning = ({ pick, deadline }: Story): string =>
  deadline.done
    ? pick('o3a', [
        `Begin today, so that you are done ${deadline.done}`,
        `The plan is to be done ${deadline.done}, so take the first piece today`,
      ])
    : pick('o3a', [
        'Begin with a small piece today',
        'The first ten minutes are the hardest. After that it carries you',
        'Choose a time that is yours, put it on the calendar, and start',
      ])

const comfort = [
  'If you get stuck, make the next piece smaller instead of giving up',
  'It does not have to be perfect. It has to be done and meant well',
  'Something goes wrong in every quest. Write it down: it will be the best part of the story',
]

function doing(story: Story): Step {
  const { pick, by, kit, at, deadline, people } = story
  const title = pick('o3t', ['Do it', 'Get going', 'Now make it happen'])
  const heart =
    kit.heart && pick('o3h', [`This is the heart of it: ${kit.heart}`, `Now comes the main thing: ${kit.heart}`])
  const place = at && `Do it${at}`
  const voice = by({
    child: pick('o3c', [
      'Your grown-up is with you whenever you leave home, meet people or go online',
      'Take your grown-up along when you go out, and let them handle anything sharp or hot',
    ]),
    teen: pick('o3c', [
      'Tell your adult where you are, and take them along when you meet people you do not know',
      'Let your adult know when you start and when you are back',
    ]),
    adult: '',
  })
  const said = deadline.said && `What you said about the time: ${deadline.said}`
  const stuck = pick('o3b', comfort)
  const together = people.together && `You are in this${people.together}`
  return [title, say(beginning(story), heart, place, kit.doing, said, stuck, voice, together)]
}

function record({ pick, by, kit }: Story): Step {
  const title = pick('o4t', ['Keep track of it', 'Collect your proof', 'Write the story down'])
  const proof = pick('o4a', [
    `Keep a record that shows what happened: ${kit.proof}`,
    `This is what to keep: ${kit.proof}`,
    `Make it visible: ${kit.proof}`,
  ])
  const line = kit.quietly
    ? 'Under it, write the best moment in two sentences'
    : pick('o4b', [
        'Add one line a day: what you did, what surprised you, what comes next',
        'Under it, write the best moment in two sentences',
        'Write down one thing that went differently than planned',
      ])
  const voice = by({
    child: 'Let your grown-up look at the pictures first, and leave out faces and names',
    teen: 'Leave out faces and names unless people said yes, and ask your adult before anything goes online',
    adult: 'Ask before you show other people’s faces or names',
  })
  return [title, say(proof, line, voice)]
}

const telling = ({ pick, by }: Story): string =>
  by({
    child: pick('o5a', [
      'Tell your story to your family or your class: what you wanted, what you did, and what happened',
      'Show three people what you did, and let them ask you anything',
    ]),
    teen: pick('o5a', [
      'Tell it in two minutes to people you know: what you wanted, what went wrong, what came of it',
      'Show it to three people, and ask one of them to do the next round with you',
    ]),
    adult: pick('o5a', [
      'Tell three people how it went, including what did not work',
      'Put it on one page and give it to someone who could do the same',
    ]),
  })

function share(story: Story): Step {
  const { pick, by, outcome, kit } = story
  const title = pick('o5t', ['Share it', 'Pass it on', 'Tell the story'])
  const tell = kit.quietly?.share ?? telling(story)
  const check = outcome && `Hold it against what you wanted: ${outcome}`
  const next = pick('o5b', [
    'Then thank everyone who helped, and invite one of them to try it, too',
    `Ask ${kit.experts} what would be the best next thing to do`,
    'Finish with an invitation: what could the next person do in ten minutes?',
  ])
  const voice = by({
    child: 'Your grown-up sits in the first row',
    teen: 'Let your adult be one of the first to hear it',
    adult: '',
  })
  return [title, say(tell, check, !kit.quietly && next, voice)]
}
