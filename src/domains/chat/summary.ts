import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Transaction } from 'kysely'
import { type Owner, type OwnerKey, userIn } from '../../../db/owner.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { generateWithFallback } from '../../services/generation/generate-with-fallback.ts'
import type { Needs as GenerationNeeds } from '../../services/generation/providers.ts'
import type { Prompt, Read } from '../../services/generation/task.ts'
import { render } from '../../services/grammar.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { isRude } from '../../services/safety/rude.ts'
import { isUnfit } from '../../services/safety/safety.ts'
import { concernOf } from '../../services/talk/concern.ts'
import { cutToTokens, sentencesOf } from '../../services/talk/sentences.ts'
import type { Turn } from '../../services/talk/talk.ts'
import { prompt } from './content.ts'
import { RECENT, turnsOf } from './context.ts'
import * as store from './store.ts'
import * as summaries from './summary-store.ts'

/** Messages beyond those that a model is shown, from which on they are summed up. */
const STEP = 6
/** Messages that one summary takes in. */
const MOST = 60
const MAX_SUMMARY = 1_200
/** Of each message. */
const MAX_LINE = 160
const SUMMARY_TOKENS = 500

/** Sends the job, when there is enough for it. */
export async function sendSummary({ jobs }: Pick<Deps, 'jobs'>, trx: Transaction<Tables>, chat: store.ChatRow) {
  const most = RECENT + STEP
  const { count } = await summaries.countUnsummarized(trx, { chat_id: chat.id, after: chat.summarized_id, most })
  if (count >= most) await jobs.send(trx, summarizeChat, { chat_id: chat.id }, { key: `chat ${chat.id}` })
}

const Data = Type.Object({ chat_id: Type.Integer({ minimum: 1 }) })
type Needs = GenerationNeeds & Pick<Deps, 'db'>

/** Sums up the messages before the last ones, together with what was summed up before. */
export const summarizeChat = defineJob({
  name: 'summarize-chat',
  data: Data,
  async run(deps: Needs, { chat_id }: Static<typeof Data>, { signal }) {
    const chat = await store.findChatById(deps.db, chat_id)
    if (!chat) return
    const said = await summaries.listSaidAfter(deps.db, { chat_id, after: chat.summarized_id, limit: MOST + RECENT })
    const old = said.slice(0, -RECENT)
    const last = old.at(-1)
    if (!last) return
    const turns = turnsOf(old).filter(({ text }) => concernOf(text).concern === 'none')
    const summary = turns.length === 0 ? chat.summary : await sumUp(deps, chat, turns, signal)
    await summaries.setSummary(deps.db, { id: chat_id, from: chat.summarized_id, to: last.id, summary })
  },
})

async function sumUp(deps: Needs, { owner, summary }: store.ChatRow, turns: Turn[], signal: AbortSignal) {
  const { value } = await generateWithFallback(
    deps,
    {
      ask: askOf(summary, turns),
      providers: ['gemini', 'smartinference'],
      read,
      builtIn: { model: 'storyteller-2', write: () => extract(summary, turns) },
    },
    { owner: ownerIn(owner), limitKey: `summaries of ${owner}`, signal },
  )
  return value
}

const ownerIn = (key: OwnerKey): Owner => {
  const user_id = userIn(key)
  return user_id === undefined ? { session_id: key.slice('session:'.length) } : { user_id }
}

const Answer = Type.Object({ summary: Type.String({ minLength: 1, maxLength: 2_000 }) })

const askOf = (summary: string, turns: Turn[]): Prompt => ({
  messages: [
    { role: 'system', content: prompt.summary_task.join('\n') },
    { role: 'user', content: JSON.stringify({ summary, said: turns.map(lineOf) }) },
  ],
  schema: { name: 'summary', schema: Answer },
  maxTokens: SUMMARY_TOKENS,
})

const lineOf = ({ role, text }: Turn) => `${role}: ${cutToTokens(text.replace(/\s+/g, ' '), 200)}`

function read(text: string): Read<string> {
  const value = parsed(text)
  if (!Value.Check(Answer, value)) return { problems: ['the answer must be an object with a summary'] }
  const summary = bounded(sentencesOf(value.summary))
  const isKept = summary !== '' && !isRude(summary) && !isUnfit([summary])
  return isKept ? { value: summary } : { problems: ['/summary: must be plain sentences about harmless things'] }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''))
  } catch {
    return undefined
  }
}

/** As many of the newest sentences as fit. */
function bounded(sentences: string[]): string {
  const kept: string[] = []
  let left = MAX_SUMMARY
  for (const sentence of sentences.toReversed()) {
    left -= sentence.length + 1
    if (left < 0) break
    kept.unshift(sentence)
  }
  return kept.join(' ').toWellFormed()
}

/** What was said, in its first sentences, after what was summed up before. */
function extract(summary: string, turns: Turn[]): string {
  const lines = turns.map(({ role, text }) => {
    const [first = ''] = sentencesOf(text)
    return render(role === 'player' ? prompt.player_said : prompt.persona_said, {
      text: cutToTokens(first, MAX_LINE / 4).replace(/[.!?…]+$/, ''),
    })
  })
  return bounded([...sentencesOf(summary), ...lines.filter(Boolean)])
}
