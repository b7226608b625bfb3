import * as contract from '../../../schemas/imports.ts'
import { routes } from './routes.ts'

export const imports = { contract, routes }
