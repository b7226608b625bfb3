/** A quest as the built-in rules write it for the example of a request, without answers. */
export const questExample = {
  id: 1,
  session_id: 'shard-472-demo',
  created_at: '2026-11-20T09:30:00.000Z',
  quest_name: 'OPERATION COMFY PAWS',
  mission_summary:
    'There are a lot of stray cats in your neighborhood and the shelter is running out of blankets. You can change that, JayNova. Your mission: collect 10 blankets, 10 towels and 20 cans of cat food for at least 10 shelter cats. Give yourself about two weeks.',
  difficulty: 'Medium',
  estimated_duration_days: 14,
  help_mode: 'supplies',
  steps: [
    {
      id: 1,
      title: 'Get one adult on your side',
      description:
        'Every good mission starts with one ally. Choose an adult you trust, at home or at school. Tell them what you noticed: There are a lot of stray cats in your neighborhood and the shelter is running out of blankets. Ask for two things: a ride to the shelter and a dry corner for the boxes.',
      sgxp_reward: 10,
      done: false,
    },
    {
      id: 2,
      title: 'Ask the shelter what is missing',
      description:
        'Call the shelter or write to it, and ask three things. What do the cats need most right now? What can you not take? When may we bring it? Turn the answers into a list with numbers, such as 10 blankets, 10 towels and 20 cans of cat food. Plan it so that it is enough for at least 10 shelter cats. Write your questions down first, and have your adult nearby when you call or go.',
      sgxp_reward: 15,
      done: false,
    },
    {
      id: 3,
      title: 'Spread the word',
      description:
        'Write one short message with four things in it: why, what, where, and until when. You could open with this: “Got a blanket to spare? A shelter cat would love it.” Ask each person to tell one more. That is how five become fifty. Keep your own address and number off it; the school or your adult can be the contact.',
      sgxp_reward: 20,
      done: false,
    },
    {
      id: 4,
      title: 'Collect and sort',
      description:
        'Set up a box that nobody can miss, at the school office, the library or a pet store. Keep a tally on the lid, so that everyone sees it grow. Shake out the blankets, wash what smells of the attic, and check the dates on the food. Make three piles: warm, tasty and fun. Pick things up in public places or with your adult, never alone at a stranger’s door.',
      sgxp_reward: 25,
      done: false,
    },
    {
      id: 5,
      title: 'Bring it to the shelter',
      description:
        'Before you go, line everything up, count it, and take the picture you have earned. Take everything to the shelter at the time you agreed on, and ask if you may say hello to the cats that will sleep on it tonight. Take your adult along: they should see this too. Afterwards, thank everyone who gave: one line with the final number is enough to make their day.',
      sgxp_reward: 30,
      done: false,
    },
  ],
  reflection_prompts: [
    'What did you learn about cats that you did not know before?',
    'How did it feel to hand it all over?',
    'What would you like to do next?',
  ],
  safety_notes: [
    'Keep an adult you trust in the picture: where you are, who is with you, and when you will be back.',
    'Do not touch, chase or feed cats you do not know. If one looks hurt, step back and call an adult.',
    'Wash your hands after touching animals, their food or their blankets.',
  ],
  sgxp: {
    earned: 0,
    total: 100,
    percent: 0,
  },
  status: 'not_started',
  served_by: {
    provider: 'built-in',
    model: 'quest-rules-1',
    cached: false,
    fallback: true,
    fallback_reason: 'not_configured',
    latency_ms: 1,
    cost_micro_usd: 0,
  },
}
