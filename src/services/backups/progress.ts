/** What is under way: rows are copied, or files, rows and objects are read again. */
export type Step = 'snapshot' | 'files' | 'rows' | 'objects'

/** Called with the part of a step that is done, 0 to 1. */
export type OnStep = (step: Step, share: number) => void
