import { spelled } from './duration.ts'
import type { Story } from './story.ts'
import { capital, full, quoted, say } from './text.ts'

const sad =
  /\b(?:sick|ill|cancer|hospital|lost|died|dead|passed away|dying|sad|lonely|alone|dementia|exhausted|surgery|burned|chemo|fire|divorced?|moved|struggl\w+|depressed)\b/i
/** Nothing that should change. */
const good =
  /\b(?:important|good|great|fun|cool|awesome|amazing|nice|best|loves?|likes?|should|helps?|beautiful|wants?|would|birthday)\b/i

/** The idea said back to the player, by name if there is one. */
function opening({ pick, idea, nickname, kit }: Story): string {
  const [hey, comma] = nickname ? [`${nickname}, `, `, ${nickname}`] : ['', '']
  const { words } = idea
  if (idea.kind === 'wish') {
    return pick('opening', [
      capital(`${hey}you want ${full(words)} Here is how you pull it off.`),
      capital(`${hey}you want ${full(words)} Five steps, and it is real.`),
      `You want ${full(words)} Good plan${comma}: this is the way there.`,
    ])
  }
  if (idea.kind === 'fact') {
    if (sad.test(words) && kit.quietly)
      return `${full(words)} That is hard, and it is good that you want to do something${comma}.`
    if (good.test(words)) return `${full(words)} That is where this quest begins${comma}.`
    return pick('opening', [
      `${full(words)} You can change that${comma}.`,
      `${full(words)} You saw it${comma}, and now you do something about it.`,
      `${full(words)} That is where you come in${comma}.`,
    ])
  }
  if (idea.kind === 'feeling') return `${full(words)} That is where this quest begins${comma}.`
  if (idea.kind === 'nothing') return capital(`${hey}you have something in mind. This quest makes a plan of it.`)
  return pick('opening', [
    `Your idea${comma}: ${full(quoted(words))} This quest turns it into a plan.`,
    capital(`${hey}this is what you wrote: ${full(quoted(words))} Here is how to make something of it.`),
  ])
}

function aim({ request, goods, count, served, audience, reach, kit, crew, pick }: Story): string {
  const whom = count || served
  if (request.help_mode === 'supplies') {
    if (!goods.all && kit.gift) return `Your mission: ${kit.gift}`
    if (!goods.all)
      return `Your mission: bring together what is needed most${kit.isOwn && kit.served === served ? '' : ` for ${served}`}`
    return pick('aim', [`Your mission: collect ${goods.all} for ${whom}`, `The goal: ${goods.all} for ${whom}`])
  }
  if (request.help_mode === 'awareness') {
    return pick('aim', [
      `Your mission: ${reach} people who know what you know, and half of them ready to ${kit.act}`,
      `The goal: reach ${reach} people, starting with ${audience}, and get half of them to ${kit.act}`,
    ])
  }
  if (request.help_mode === 'helpers') {
    return pick('aim', [
      `Your mission: find ${crew.many} people ${kit.crew}, choose a day, and get it done together`,
      `The goal: a crew of ${crew.many} ${kit.crew}, and one good day together`,
    ])
  }
  return kit.isOwn ? '' : `One goal you could set: ${kit.goal}`
}

const whom = ({ request, people, whom }: Story): string | false =>
  people.together ? `You do it${people.together}` : request.help_mode !== 'supplies' && whom

export function summaryOf(story: Story): string {
  const { at, outcome, deadline, days, detail, by } = story
  const time =
    !deadline.when &&
    !deadline.said &&
    `Give yourself ${by({ child: '', teen: 'about ', adult: 'about ' })}${spelled(days)}`
  return say(
    opening(story),
    aim(story),
    whom(story),
    at && `It happens${at}`,
    outcome && `What you want to see in the end: ${outcome}`,
    deadline.done && `You want to be done ${deadline.done}`,
    detail && `You added: ${detail}`,
    time,
  )
}
