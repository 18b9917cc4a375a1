/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from "node:http"

/**
 * So much more than the limit is read and discarded, so that the sender sees the response. Units:
 * bytes.
 */
const DISCARD_LIMIT = 16 * 1024 * 1024

/** The body as text, or why there is none. */
export type RequestBody = { readonly text: string } | { readonly tooLarge: true }

/**
 * Calls `then` once when the whole body arrived, and never when the sender closes the connection
 * before.
 *
 * Units: `limit` in bytes.
 */
export const readBody = (request: IncomingMessage, limit: number, then: (body: RequestBody) => void): void => {
  const chunks: Array<Buffer> = []
  let size = 0
  let done = false
  const finish = (body: RequestBody) => {
    if (done) return
    done = true
    then(body)
  }
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size > limit + DISCARD_LIMIT) {
      finish({ tooLarge: true })
      request.destroy()
    }
  })
  request.on("end", () => finish(size > limit ? { tooLarge: true } : { text: Buffer.concat(chunks).toString("utf8") }))
  // A sender that closes the connection early is not an error.
  request.on("error", () => undefined)
}
