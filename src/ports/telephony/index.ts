import { servedByOne } from '../port.ts'
import { embedded } from './embedded.ts'
import { twilio } from './twilio.ts'

export const telephony = servedByOne([twilio, embedded])
