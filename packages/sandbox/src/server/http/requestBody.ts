/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from "node:http"

/** The body as text, or why there is none. */
export type RequestBody = { readonly text: string } | { readonly tooLarge: true }

/**
 * Calls `then` once when the whole body arrived, and never when the sender closes the connection
 * before. What is above the limit is read and discarded, because most senders read no response
 * before they have sent everything.
 *
 * Units: `limit` in bytes.
 */
export const readBody = (request: IncomingMessage, limit: number, then: (body: RequestBody) => void): void => {
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
  })
  request.on("end", () => then(size > limit ? { tooLarge: true } : { text: Buffer.concat(chunks).toString("utf8") }))
  // A sender that closes the connection early is not an error.
  request.on("error", () => undefined)
}
