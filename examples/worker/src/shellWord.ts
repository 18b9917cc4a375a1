/**
 * A text as one word of a shell's command line.
 */
export const shellWord = (text: string): string =>
  /^[\w.:=/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/**
 * A command about one refund. A key that begins with a hyphen comes last, after `--`, because it
 * would be read as an option: `--all` is every refund.
 */
export const commandAbout = (key: string, name: string, ...options: ReadonlyArray<string>): string =>
  (key.startsWith("-")
    ? ["worker", name, ...options, "--", shellWord(key)]
    : ["worker", name, shellWord(key), ...options]).join(" ")
