import t from 'tap'
import { idsOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { onBoth } from '../../fixtures/world.ts'

const session_id = 'words'

onBoth(t, 'searchImages finds all words of q in the name and the prompts, in any order', async (t, world) => {
  const { id } = await imageIn(world, session_id, {
    subject_name: "Miner's Note",
    prompt: 'Ein zerknülltes Blatt — Ærlig, naïve ΣΊΣΥΦΟΣ; 50ft of rope',
    custom_prompt: "The miner's note in a café",
  })
  const there = ['note', 'NOTE', 'café', 'CAFE', 'cafe\u0301', 'zerknulltes', 'blatt ZERKNÜLLTES', 'ærlig', 'naive']
  const also = [
    "miner's",
    'miner’s note',
    'miner',
    'rope 50ft',
    'σισυφος',
    '«note», blatt!',
    'note note note',
    'note*',
    'ｎｏｔｅ',
  ]
  for (const q of [...there, ...also]) t.strictSame(await idsOf(world, { q }), [id], q)
  for (const q of ['not', 'notes', 'note axe', 'no te', 'n%', '_ote', "' or 1=1 --", 'scene-viewer'])
    t.strictSame(await idsOf(world, { q }), [], q)
})

onBoth(t, 'searchImages finds words of languages that put no spaces between them', async (t, world) => {
  const texts = {
    chinese: { subject_name: '治疗药水', prompt: '石头上放着一瓶发光的红色药水，旁边有龙' },
    japanese: { subject_name: '魔法のランプ', prompt: '古い図書館の机の上にあるガラスのランプ' },
    crow: { subject_name: 'からす', prompt: '森の上を飛んでいるカラスの群れです' },
    thai: { subject_name: 'ปราสาท', prompt: 'ปราสาทเก่าบนภูเขาสูง' },
    hindi: { subject_name: 'किला', prompt: 'पहाड़ पर एक पुराना किला' },
    arabic: { subject_name: 'قلعة', prompt: 'قَلْعَة قديمة فوق الجبل' },
  }
  const ids: Record<string, number> = {}
  for (const [name, members] of Object.entries(texts)) ids[name] = (await imageIn(world, session_id, members)).id
  const words: [string, string][] = [
    ['药水', 'chinese'],
    ['红色', 'chinese'],
    ['红色 药水', 'chinese'],
    ['図書館', 'japanese'],
    ['ガラス', 'japanese'],
    ['ランプ', 'japanese'],
    ['カラス', 'crow'],
    ['ปราสาท', 'thai'],
    ['ภูเขา', 'thai'],
    ['किला', 'hindi'],
    ['पुराना', 'hindi'],
    ['الجبل', 'arabic'],
  ]
  for (const [q, name] of words) t.strictSame(await idsOf(world, { q }), [ids[name]], q)
  for (const q of ['屠龙刀', 'からい', 'कला']) t.strictSame(await idsOf(world, { q }), [], q)
})

onBoth(t, 'searchImages with a q without words finds nothing, also with a cursor', async (t, world) => {
  const { search } = imagesOf(world)
  for (let at = 0; at < 2; at++) await imageIn(world, session_id, { prompt: 'punctuation … !!! ??? - and words' })
  const { next_cursor } = (await search({ page_size: 1 })).json()
  for (const q of ['…', '!!!', ' ', '"" -- ()', '%', '😀']) {
    t.match((await search({ q })).json(), { items: [], page: 1, total_items: 0, total_pages: 0, next_cursor: null }, q)
    const walked = (await search({ q, cursor: next_cursor })).json()
    t.match(walked, { items: [], page: null, total_items: null, total_pages: null, next_cursor: null }, q)
  }
})

onBoth(t, 'searchImages refuses more words than it looks up', async (t, it) => {
  const { search } = imagesOf(it)
  const words = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`).join(' ')
  t.equal((await search({ q: words(10) })).statusCode, 200)
  const refused = await search({ q: words(11) })
  t.equal(refused.statusCode, 400)
  t.match(refused.json(), { details: [{ path: 'query.q', message: 'must have at most 10 words' }] })
})
