import { inGroup, whole } from './variable.ts'

export const credits = inGroup('credits', {
  SIGNUP_CREDITS: whole(0, 1_000_000, 5, 'Credits that a new user begins with; one pays a minute of a call'),
})
