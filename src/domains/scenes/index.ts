import * as contract from '../../../schemas/scenes.ts'
import { routes } from './routes.ts'

export const scenes = { contract, routes }
