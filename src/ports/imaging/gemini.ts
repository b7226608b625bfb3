import { outboundFailure, withinDeadline } from '../deadline.ts'
import { badResponse } from '../failure.ts'
import { geminiApi } from '../gemini-http.ts'
import type { Adapter } from '../port.ts'
import { paintingOf } from './gemini-answer.ts'
import type { ImageAsk, Imaging } from './port.ts'

const name = 'gemini'
/** A PNG of 4096 × 4096 pixels in base64, with its JSON. */
const MAX_ANSWER_BYTES = 35 * 1024 * 1024

export const gemini: Adapter<Imaging> = {
  name,
  needs: ['GEMINI_API_KEY'],
  open(env, context) {
    const { post } = geminiApi(env, context, { variable: 'GEMINI_IMAGE_MODEL', maxAnswerBytes: MAX_ANSWER_BYTES })
    const { GEMINI_IMAGE_MODEL: model } = env
    return {
      model,
      state: () => 'ok',
      paint: (ask) =>
        withinDeadline(name, ask, context.clock, async (signal) => {
          const response = await post('generateContent', bodyOf(ask), signal)
          return paintingOf(name, await read(response), model)
        }),
    }
  },
}

async function read(response: Response): Promise<unknown> {
  if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
  // Gemini answers when it has painted: a picture that is lost on its way is paid.
  return response.json().catch((error) => {
    throw outboundFailure(name, error, { usage: { pictures: 1 } })
  })
}

const bodyOf = (ask: ImageAsk) => ({
  contents: [{ role: 'user', parts: [{ text: textOf(ask) }] }],
  generationConfig: {
    responseModalities: ['IMAGE'],
    imageConfig: { aspectRatio: ask.aspectRatio },
    // Gemini takes integers of 32 bits.
    ...(ask.seed !== undefined && { seed: ask.seed & 0x7fff_ffff }),
  },
})

/** What is asked for, a line each, and no instructions beside it. */
const textOf = ({ subject, prompt, timeOfDay, weather }: ImageAsk) =>
  [
    `${subject.type}: ${subject.name}`,
    prompt,
    timeOfDay && `time of day: ${timeOfDay}`,
    weather && `weather: ${weather}`,
  ]
    .filter(Boolean)
    .join('\n')
