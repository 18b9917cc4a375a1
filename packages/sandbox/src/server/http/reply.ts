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
    return reply.isAscii === true ? inAscii(text) : Buffer.from(text, "utf8")
  } catch {
    // Longer than a string can be.
    return TOO_LARGE
  }
}

/** The body of a response with status 500, in place of one that is too large. */
export const TOO_LARGE: Buffer = Buffer.from(
  JSON.stringify({ code: -1, message: "[sandbox] the response is too large; ask for fewer payments", response: null })
)

// internal

/** The largest body of the API, so that a list of large payments takes no minute. Units: bytes. */
const LARGEST = 64 * 1024 * 1024

const SLASH = 0x2f
const BACKSLASH = 0x5c
const LETTER_U = 0x75
const HEX = Buffer.from("0123456789abcdef", "latin1")

// As public bodies are written: `\/` and `\uXXXX`. In JSON a slash or a character outside ASCII is
// always in a string. Written into bytes, because a string of six times the length might not fit.
const inAscii = (text: string): Buffer => {
  let size = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x80) size += 5
    else if (unit === SLASH) size += 1
  }
  if (size > LARGEST) return TOO_LARGE
  if (size === text.length) return Buffer.from(text, "latin1")
  const bytes = Buffer.allocUnsafe(size)
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x80) {
      bytes[end++] = BACKSLASH
      bytes[end++] = LETTER_U
      for (let shift = 12; shift >= 0; shift -= 4) bytes[end++] = HEX[(unit >> shift) & 0xf] as number
    } else {
      if (unit === SLASH) bytes[end++] = BACKSLASH
      bytes[end++] = unit
    }
  }
  return bytes
}
