import { servedByOne } from '../port.ts'
import { embedded } from './embedded.ts'
import { s3 } from './s3.ts'

export const blobs = servedByOne([s3, embedded], { requiredInProduction: true })
