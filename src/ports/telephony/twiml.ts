const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Characters that XML cannot hold, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unspeakable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

const escaped = (text: string) =>
  text
    .toWellFormed()
    .replace(unspeakable, '')
    .replace(/[&<>"']/g, (character) => escapes[character] as string)

const response = (verbs: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`

const parameter = ([name, value]: [string, string]) => `<Parameter name="${escaped(name)}" value="${escaped(value)}"/>`

/** Connects both directions of a call to a socket. Its address takes no query, so what it has to know are parameters. */
export const connectTwiml = (url: string, parameters: Record<string, string>) =>
  response(
    `<Connect><Stream url="${escaped(url)}">${Object.entries(parameters).map(parameter).join('')}</Stream></Connect>`,
  )

/** What the port offers of it, for a service at this address. */
export const twimlAt = (base: string) => ({
  answerTwiml: ({ streamPath, token, call_id }: { streamPath: string; token: string; call_id: string }) =>
    connectTwiml(base.replace(/^http/, 'ws') + streamPath, { token, call_id }),
  sayTwiml: (text: string) => response(`<Say>${escaped(text)}</Say><Hangup/>`),
  hangUpTwiml: () => response('<Hangup/>'),
})
