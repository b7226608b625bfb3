import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse, blocked } from '../failure.ts'
import { categoryOf, SafetyRatings } from '../gemini-failure.ts'
import { modelNameOf } from '../model-name.ts'
import { hasPictureSignature, type Painting } from './port.ts'

const maybeString = Type.Optional(Type.String())
const Part = Type.Object({
  thought: Type.Optional(Type.Boolean()),
  inlineData: Type.Optional(Type.Object({ data: Type.String() })),
})
const Candidate = Type.Object({
  content: Type.Optional(Type.Object({ parts: Type.Optional(Type.Array(Part)) })),
  finishReason: maybeString,
  safetyRatings: SafetyRatings,
})
const Answer = Type.Object({
  candidates: Type.Optional(Type.Array(Candidate)),
  promptFeedback: Type.Optional(Type.Object({ blockReason: maybeString, safetyRatings: SafetyRatings })),
  modelVersion: maybeString,
})

/** An answer is one picture, and paid as one. */
const usage = { pictures: 1 }

/** The first picture of an answer. Throws `ProviderFailure` when there is none: blocked, or a bad response. */
export function paintingOf(name: string, answer: unknown, model: string): Painting {
  if (!Value.Check(Answer, answer)) throw badResponse(name, 'answers in another form')
  const [{ content, finishReason, safetyRatings = [] } = {}] = answer.candidates ?? []
  const { blockReason, safetyRatings: ofPrompt = [] } = answer.promptFeedback ?? {}
  const category = categoryOf({ blockReason, finishReason, ratings: [...ofPrompt, ...safetyRatings] })
  if (category) throw blocked(name, { category })
  // A thought may hold a draft of the picture.
  const data = content?.parts?.find((part) => part.inlineData && !part.thought)?.inlineData?.data
  if (data === undefined)
    throw badResponse(name, 'answers without a picture', { isAboutAsk: finishReason !== undefined })
  const bytes = decoded(data)
  // The type that an answer names is not trusted.
  if (!bytes || !hasPictureSignature(bytes)) throw badResponse(name, 'answers a picture that is none', { usage })
  return { picture: { kind: 'bytes', bytes }, model: modelNameOf(answer.modelVersion, model), usage }
}

/** Bytes of a base64 text; undefined for any other text, of which `Buffer` decodes what it can. */
function decoded(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64')
  // `byteLength` is what a text of this length holds when nothing of it is left out.
  const isWhole = base64.length % 4 === 0 && bytes.length === Buffer.byteLength(base64, 'base64')
  return isWhole ? bytes : undefined
}
