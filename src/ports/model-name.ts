const printable = /^[\x20-\x7e]{1,200}$/

/** The model that answered, as the provider names it; the configured one when it names none, or what is no name. */
export const modelNameOf = (answered: string | undefined, configured: string) =>
  answered && printable.test(answered) ? answered : configured
