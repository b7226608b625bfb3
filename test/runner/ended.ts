/** The title of the empty test that stands behind those of a file, where several files share a process. */
export const ended = (file: string) => `the end of ${file}`
