/** What an answer breaks, and by which check it was seen. */
export class Fault extends Error {
  readonly check: string
  constructor(check: string, message: string) {
    super(message)
    this.check = check
  }
}
