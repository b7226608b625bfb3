/** A quest as the built-in writer writes it for the example of a request, without answers. */
export const questExample = {
  id: 1,
  session_id: 'shard-472-demo',
  created_at: '2026-11-20T09:30:00.000Z',
  quest_name: 'OPERATION COMFY PAWS',
  mission_summary:
    'A heap of worn-out T-shirts, a pair of scissors, and by the evening not a single T-shirt left. JayNova, this one is yours. These are your own words: “There are a lot of stray cats in my neighborhood and the shelter is running out of blankets”. Your mission: twelve useful things made from what nobody wears any longer. Time for it: 10 days.',
  difficulty: 'Medium',
  estimated_duration_days: 10,
  help_mode: 'supplies',
  steps: [
    {
      id: 1,
      title: 'Win a factory director',
      description:
        'Every factory needs a director. Ask an adult you trust who has scissors and patience for one afternoon at a table, and for a word with those who will get the goods. Offer the director a title and a cup of something.',
      sgxp_reward: 10,
      done: false,
    },
    {
      id: 2,
      title: 'Find out what can be used',
      description:
        'Ask a vet, a shelter or the owner: “What could we make from old cloth, towels or cardboard that is safe?” It may be a mat, a cover, a cushion, a tug rope, a hiding place. Ask for the size. Draw it all on a pattern sheet with “stray cats” at the top. A good start: 10 blankets, 10 towels and 20 cans of cat food for at least 10 shelter cats. Write your questions down first, and if it takes a call, have your adult nearby.',
      sgxp_reward: 15,
      done: false,
    },
    {
      id: 3,
      title: 'Call for worn-out things',
      description:
        'Write one line: “We want what you would throw away: clean cotton, old towels, strong boxes.” Add the last day and where to bring it. Show people the pattern sheet, so that they see what their shirt will be. Tell ten people about your stray cat plan; more are not needed. Let an adult you trust know where you go, and go in twos.',
      sgxp_reward: 20,
      done: false,
    },
    {
      id: 4,
      title: 'Sort, cut and make',
      description:
        'Sort into three heaps: soft, strong, no good. The Cutter works along the pattern sheet, the Quality Nose pulls at every knot and sniffs at every mat. What could be swallowed or caught on a claw goes out. Number the stray cat goods from one to twelve. Leave the tricky cuts to an adult who has done them before.',
      sgxp_reward: 25,
      done: false,
    },
    {
      id: 5,
      title: 'Deliver with a guarantee',
      description:
        'Bring the twelve pieces, and let somebody who knows choose which are tried first. Give a guarantee card with them: “We repair for free.” Thank everybody who gave cloth, with one thing you found out about the stray cats. Somebody’s band shirt has a new fan now. Let an adult you trust know whom you meet, where, and until when.',
      sgxp_reward: 30,
      done: false,
    },
  ],
  reflection_prompts: [
    'What did you notice about the stray cats that you had overlooked before?',
    'How could you tell what was liked, without a single word?',
    'When was it hardest to keep your hands to yourself?',
  ],
  safety_notes: [
    'Keep an adult you trust in the picture: where you are, who is with you, and when you will be back.',
    'An animal belongs to somebody. Ask the owner first, also before you help.',
    'Go near dogs, horses and other big animals only with an adult who knows them.',
  ],
  language: 'en',
  guidance: 'plan',
  sgxp: {
    earned: 0,
    total: 100,
    percent: 0,
  },
  status: 'not_started',
  served_by: {
    provider: 'built-in',
    model: 'quest-writer-2',
    cached: false,
    fallback: true,
    fallback_reason: 'not_configured',
    latency_ms: 1,
    cost_micro_usd: 0,
  },
}
