/** Reads a request body off the wire, with a limit. */
import type { IncomingMessage } from "node:http"

/** How much of a body that is too large is still read, so that the sender gets to see the 413. Units: bytes. */
const PATIENCE = 16 * 1024 * 1024

/** The body as text, or the reason why there is none. */
export type RequestBody = { readonly text: string } | { readonly tooLarge: true }

/**
 * Calls `then` exactly once when the whole body has arrived; never when the sender gives up in the middle.
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
    if (size > Math.max(limit, PATIENCE)) {
      finish({ tooLarge: true })
      request.destroy()
    }
  })
  request.on("end", () => finish(size > limit ? { tooLarge: true } : { text: Buffer.concat(chunks).toString("utf8") }))
  // A sender that gives up is nobody's failure.
  request.on("error", () => undefined)
}
