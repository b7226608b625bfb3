import t from 'tap'
import { callsOf, creditsOf, onBothCalling } from '../../fixtures/calls.ts'
import { onPage, passUntil, shown } from '../../fixtures/media.ts'

onBothCalling(
  t,
  'A page answers a simulated call: the persona is heard, answers what is typed, and a goodbye ends it',
  async (t, it) => {
    const { read } = callsOf(it)
    const before = await creditsOf(it)
    const { id, page } = await onPage(t, it)
    await passUntil(it, () => page.heard().length > 8_000, 'the greeting is heard')
    t.ok(new Set(page.heard()).size > 50, 'it is no silence')
    await passUntil(it, async () => (await read(id)).json().transcript.length >= 1, 'the greeting is written')
    page.raw(JSON.stringify({ event: 'text', streamSid: page.streamSid, text: 'I am afraid of the bridge.' }))
    await passUntil(it, async () => (await read(id)).json().transcript.length >= 3, 'the answer is written')
    const { transcript } = (await read(id)).json()
    t.strictSame(
      shown(page),
      transcript.map(({ role, text }: { role: string; text: string }) => [role, text]),
    )
    page.raw(JSON.stringify({ event: 'text', streamSid: page.streamSid, text: 'Goodbye!' }))
    await passUntil(it, async () => (await read(id)).json().status === 'completed', 'the call has ended')
    t.match((await read(id)).json(), { end_reason: 'user_hangup', credits_used: 1, media: null })
    t.match(await page.closed, { code: 1000 })
    t.equal(before.available_credits - (await creditsOf(it)).available_credits, 1)
  },
)
