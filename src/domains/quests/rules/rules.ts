import type { QuestIdea, QuestPlan, QuestRequest } from '../../../../schemas/quest-plan.ts'

/** What `served_by` names when the rules wrote a quest. */
export const RULES_MODEL = 'quest-rules-1'

const steps = ['Find an ally', 'Find out what is needed', 'Spread the word', 'Do it', 'Say thank you']

/** A quest by the built-in rules: the same for the same request and seed, without a network, without a cost. */
export function writeQuest({ help_mode }: QuestRequest): QuestPlan {
  return {
    quest_name: 'OPERATION CITIZEN HERO',
    mission_summary: 'Do something good where you live.',
    difficulty: help_mode === 'solo' ? 'Easy' : 'Medium',
    estimated_duration_days: 7,
    steps: steps.map((title, index) => ({ id: index + 1, title, description: title, sgxp_reward: 10 + index * 5 })),
    reflection_prompts: ['What went well?'],
    safety_notes: ['Tell a trusted adult what you plan before you start.'],
  }
}

/** Two to four questions, always in this order: who, by when, the one of the mode, more detail. */
export function writeQuestions({ help_mode }: QuestIdea): string[] {
  const questions = ['Who will this help?', 'By when should it be done?']
  return help_mode === 'solo' ? questions : [...questions, 'What do you need for it?']
}
