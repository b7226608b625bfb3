import type { Ask } from './valkey-load.ts'

export interface Player {
  session_id: string
  headers: Record<string, string>
  /** The call that runs, if one does. */
  call?: string | undefined
}

type Reply = { statusCode?: number | undefined; text: string }
type Send = (ask: Ask) => Promise<Reply>

const post = (path: string, body: object, headers = {}): Ask => ({
  ...{ path: `/api/v1${path}`, method: 'POST', body: JSON.stringify(body) },
  headers,
})
const get = (path: string, headers = {}): Ask => ({ path: `/api/v1${path}`, headers })
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
const below = (bound: number) => Math.floor(Math.random() * bound)

const ideas = ['Collect blankets for the shelter', 'Plant trees by the school', 'Clean up the creek', 'Teach chess']
const places = ['Old Mill', 'Harbour', 'Market Square', 'Lighthouse', 'Deep Forest', 'Castle Hall', 'Snowy Pass', 'Inn']
const said = [
  'I lift the lamp and listen.',
  'I open the door.',
  'Who are you?',
  'I follow the river.',
  'I rest a while.',
]

/** What a player asks for, by how often it is done. Calls, which have several requests, are apart. */
const asks: [times: number, ask: (player: Player) => Ask][] = [
  [
    30,
    ({ session_id, headers }) => {
      const choices = { scene8: oneOf(['fight', 'flee']), at: Date.now() }
      const state = { scene_index: 1 + below(10), party_name: 'Otters', heroes: [], symbol_choice: null, choices }
      return post('/save', { session_id, state }, headers)
    },
  ],
  [30, ({ session_id, headers }) => get(`/load/${session_id}`, headers)],
  [
    10,
    ({ headers }) => {
      const idea = { mission_idea: oneOf(ideas), help_mode: 'solo', nickname: 'Jay', age_range: '12-15' }
      return post('/quests/generate', { ...idea, seed: below(1_000_000) }, headers)
    },
  ],
  [10, () => get(`/weather?lat=${below(120) - 60}&lon=${below(360) - 180}`)],
  [8, ({ session_id, headers }) => post('/chat', { message: oneOf(said), session_id }, headers)],
  [5, ({ headers }) => get('/images/search?page_size=20', headers)],
  [
    2,
    ({ headers }) => {
      const scene = { location: oneOf(places), time_of_day: oneOf(['dawn', 'night']) }
      return post('/scenes/generate', { ...scene, weather: oneOf(['clear', 'rain']) }, headers)
    },
  ],
]
const bag = asks.flatMap(([times, ask]) => Array.from({ length: times }, () => ask))
const CALLS_SHARE = 0.05

/** Begins a call, says something in the one that runs, or ends it. */
async function callOn(player: Player, send: Send): Promise<Reply> {
  const { headers, call } = player
  if (call === undefined) {
    const begun = await send(post('/calls', { phone_number: '+12025550123', max_duration_minutes: 1 }, headers))
    if (begun.statusCode === 202) player.call = JSON.parse(begun.text).id
    return begun
  }
  if (Math.random() < 0.7) return send(post(`/calls/${call}/turns`, { text: 'I walked to school today.' }, headers))
  player.call = undefined
  return send(post(`/calls/${call}/end`, {}, headers))
}

/** One thing that a player does, and its status; 0 when the connection was lost. */
export async function act(player: Player, send: Send): Promise<{ path: string; status: number }> {
  const ask = Math.random() < CALLS_SHARE ? undefined : oneOf(bag)(player)
  const reply = await (ask ? send(ask) : callOn(player, send)).catch(() => ({ statusCode: 0 }))
  return { path: ask?.path.split('?')[0]?.replace(/\/load\/.*/, '/load') ?? '/calls', status: reply.statusCode ?? 0 }
}
