import t from 'tap'
import { countOf, idsOf, imagesOf, requestFor } from '../../fixtures/images.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const long = (length: number) => 'x'.repeat(length)

onBoth(t, 'generateImage refuses what is not a request, and names the member', async (t, world) => {
  const { generate } = imagesOf(world)
  const wrong: [Record<string, unknown>, string][] = [
    [{ subject_type: undefined }, 'body.subject_type'],
    [{ subject_type: 'monster' }, 'body.subject_type'],
    [{ subject_type: null }, 'body.subject_type'],
    [{ subject_name: undefined }, 'body.subject_name'],
    [{ subject_name: '' }, 'body.subject_name'],
    [{ subject_name: ' \n\t' }, 'body.subject_name'],
    [{ subject_name: long(201) }, 'body.subject_name'],
    [{ subject_name: 'a\0b' }, 'body.subject_name'],
    [{ prompt: undefined }, 'body.prompt'],
    [{ prompt: long(9) }, 'body.prompt'],
    [{ prompt: ' '.repeat(10) }, 'body.prompt'],
    [{ prompt: long(1001) }, 'body.prompt'],
    [{ prompt: 'half of a \ud800 character' }, 'body.prompt'],
    [{ custom_prompt: '' }, 'body.custom_prompt'],
    [{ custom_prompt: null }, 'body.custom_prompt'],
    [{ custom_prompt: `Healing Potion ${long(186)}` }, 'body.custom_prompt'],
    [{ aspect_ratio: '2:1' }, 'body.aspect_ratio'],
    [{ aspect_ratio: 1 }, 'body.aspect_ratio'],
    [{ component: '' }, 'body.component'],
    [{ component: ' ' }, 'body.component'],
    [{ component: long(101) }, 'body.component'],
    [{ seed: -1 }, 'body.seed'],
    [{ seed: 1.5 }, 'body.seed'],
    [{ seed: '1' }, 'body.seed'],
    [{ seed: 2 ** 31 }, 'body.seed'],
    [{ session_id: '' }, 'body.session_id'],
    [{ session_id: '..' }, 'body.session_id'],
    [{ owner: 'session:other' }, 'body.owner'],
    [{ is_featured: true }, 'body.is_featured'],
    [{ served_by: {} }, 'body.served_by'],
  ]
  for (const [members, path] of wrong) {
    const reply = await generate(requestFor({ session_id: 'wrong', ...members }))
    t.strictSame(refusalOf(reply), [400, 'invalid-request', path], JSON.stringify(members).slice(0, 60))
  }
  t.strictSame(await idsOf(world), [], 'nothing was stored')
  t.equal(await countOf(world, 'blobs'), 0, 'and nothing painted')
})

onBoth(t, "generateImage refuses a custom_prompt that does not have the subject's name", async (t, world) => {
  const { generate } = imagesOf(world)
  const asked = (subject_name: string, custom_prompt: string) =>
    generate(requestFor({ session_id: 'named', subject_name, custom_prompt }))
  const without = [
    ['Healing Potion', 'a red bottle'],
    ['Healing Potion', 'Healing, and a Potion'],
    ['Healing Potion', 'HealingPotion'],
    ['Épée', 'une epee'],
    ['Rope (50ft)', 'a rope of 50ft'],
    ['.*', 'anything at all'],
  ] as const
  for (const [name, custom] of without) {
    const reply = await asked(name, custom)
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'body.custom_prompt'], custom)
    t.equal(reply.json().message, `body.custom_prompt must contain the subject's name, ${name}`)
  }
  const named = [
    ['Healing Potion', 'the HEALING potion with a dragon on its label'],
    ['  Healing   Potion ', 'a healing\n\tpotion'],
    ['Healing Potion', 'a healing\u00a0 potion'],
    ['Épée', 'une e\u0301pe\u0301e cassée'],
    ['E\u0301pe\u0301e', 'UNE ÉPÉE'],
    ['Rope (50ft)', 'an old rope (50FT)'],
    ['癒しの薬', '赤い癒しの薬'],
    ['🐉', 'a 🐉 at rest'],
  ] as const
  for (const [name, custom] of named) {
    const reply = await asked(name, custom)
    t.equal(reply.statusCode, 201, custom)
    t.match(reply.json(), { subject_name: name, custom_prompt: custom }, 'kept as it was sent')
  }
})

const markup = [
  'a bottle <script>alert(1)</script> on a stone',
  'a bottle </script > on a stone',
  'a bottle <ScRiPt src=x> on a stone',
  'a bottle < script >alert(1) on a stone',
  'a bottle <iframe src=x> on a stone',
  'a bottle <img src=x onerror=alert(1)> on a stone',
  'a bottle <svg/onload=alert(1)> on a stone',
  'a bottle <b>bold</b> on a stone',
  'a bottle <!-- hidden --> on a stone',
  'a bottle javascript:alert(1) on a stone',
  'a bottle JaVaScRiPt:alert(1) on a stone',
  'a bottle java\tscript:alert(1) on a stone',
  'a bottle data:text/html,x on a stone',
  'a bottle " onerror=alert(1) on a stone',
  'a bottle " ONCLICK = alert(1) on a stone',
  "a bottle ' onmouseover\n=alert(1) on a stone",
]

onBoth(t, 'generateImage refuses markup in the prompt and in the custom_prompt', async (t, world) => {
  const { generate } = imagesOf(world)
  for (const text of markup) {
    const inPrompt = await generate(requestFor({ prompt: text }))
    t.strictSame(refusalOf(inPrompt), [400, 'invalid-request', 'body.prompt'], text)
    const inCustom = await generate(requestFor({ subject_name: 'bottle', custom_prompt: text }))
    t.strictSame(refusalOf(inCustom), [400, 'invalid-request', 'body.custom_prompt'], text)
    t.equal(inCustom.headers['set-cookie'], undefined)
  }
  t.equal(await countOf(world, 'images'), 0)
})

const harmless = [
  'once = twice, says the bottle',
  'a < b, says the bottle, and b > a',
  'a bottle on a boat = happy',
  'a bottle, and only = one',
  'I <3 this bottle',
  'a bottle for 5 < 7 knights << 9',
  'a bottle with a javascript book',
  'a script on a bottle; an iframe & "quotes"',
  'a bottle marked {{7*7}} $& %s',
]

onBoth(t, 'generateImage takes words that only look like markup', async (t, world) => {
  const { generate } = imagesOf(world)
  for (const text of harmless) {
    const members = { session_id: 'harmless', subject_name: 'bottle', prompt: text, custom_prompt: text }
    const reply = await generate(requestFor(members))
    t.equal(reply.statusCode, 201, text)
    t.match(reply.json(), { prompt: text, custom_prompt: text })
  }
})

onBoth(t, 'generateImage answers 201 with the picture, which is there when it is read', async (t, world) => {
  const { generate, read } = imagesOf(world)
  const reply = await generate(requestFor({ session_id: 'first' }))
  t.equal(reply.statusCode, 201)
  const image = reply.json()
  t.match(image, {
    id: 1,
    subject_name: 'Healing Potion',
    subject_type: 'item',
    component: 'scene-viewer',
    custom_prompt: null,
    aspect_ratio: '16:9',
    storage_path_full: /^images\/[0-9a-f]{2}\/[0-9a-f]{64}-[0-9a-f]+\.webp$/,
    storage_path_thumbnail: /^images\/[0-9a-f]{2}\/[0-9a-f]{64}-[0-9a-f]+\.webp$/,
    url: '/api/v1/images/1/file',
    thumbnail_url: '/api/v1/images/1/file?variant=thumbnail',
    sha256: /^[0-9a-f]{64}$/,
    placeholder: /^.{20,}$/,
    created_at: '2026-11-20T09:30:00.000Z',
    is_featured: false,
    use_count: 0,
    served_by: {
      provider: 'embedded',
      cached: false,
      fallback: true,
      fallback_reason: 'not_configured',
      cost_micro_usd: 0,
    },
  })
  t.notOk(JSON.stringify(image).includes('owner'), 'whose it is, is told to no one')
  t.equal(reply.headers.location, '/api/v1/images/1')
  t.equal(reply.headers['idempotent-replayed'], 'false')
  t.strictSame((await read(1)).json(), image)
})
