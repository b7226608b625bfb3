import compiled from './emoji.json' with { type: 'json' }

/** What an emoji says, in a word or two. Compiled from content/emoji.yaml. */
export const emoji: Record<string, string> = compiled
