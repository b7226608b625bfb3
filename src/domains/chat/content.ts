import type { ChatPromptContent } from '../../../schemas/content/chat.ts'
import compiledPrompt from './storyteller/compiled/prompt.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. */
export const prompt = compiledPrompt as ChatPromptContent
