/** A response before it is written to a socket. */

/** A status, headers and either a JSON value or bytes. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Whether the JSON is written in ASCII, with `\uXXXX` and `\/`. */
  readonly isAscii?: true
}

/** A JSON value with a status. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body
})

/** Bytes with a status, for responses that are not JSON. */
export const bytes = (status: number, contentType: string, body: Buffer): Reply => ({
  status,
  headers: { "content-type": contentType },
  body
})

/** The bytes of the body, or `TOO_LARGE`. */
export const encode = (reply: Reply): Buffer => {
  if (Buffer.isBuffer(reply.body)) return reply.body
  try {
    const text = JSON.stringify(reply.body)
    return Buffer.from(reply.isAscii === true ? inAscii(text) : text, "utf8")
  } catch {
    return TOO_LARGE
  }
}

/** The body of a response with status 500, in place of one that is longer than a string can be. */
export const TOO_LARGE: Buffer = Buffer.from(
  JSON.stringify({ code: -1, message: "[sandbox] the response is too large; ask for fewer payments", response: null })
)

// internal

// As public bodies are written. In JSON a slash or a character outside ASCII is always in a string.
const inAscii = (text: string): string =>
  text.replace(
    /[/\u0080-\uffff]/g,
    (unit) => unit === "/" ? "\\/" : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
