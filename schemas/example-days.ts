/**
 * Days on which examples have something happen that must lie ahead: one and two days after that of all other examples. A
 * served contract has the days after today in their place, so that its examples work on any day.
 */
export const exampleDays = ['2026-11-21', '2026-11-22'] as const
