/** Faults that delay a response, or never send one. */
import { type Fault, fault } from "./fault.ts"
import { rawReply, writeByteByByte } from "./rawBytes.ts"

/** The delay of `slow` and `slow-answer` by default. Units: milliseconds. */
const SLOW = 3000

/** Responses that come late, and connections without a response. */
export const SLOW_RESPONSES: ReadonlyArray<Fault> = [
  fault("slow-bytes", "yes", "the response byte by byte, `ms` apart (0)", ({ handle, later, ms, socket }) => {
    const { body, head } = rawReply(handle())
    writeByteByByte(Buffer.concat([head, body]), socket, ms ?? 0, later)
  }),
  fault("slow", "yes", "waits `ms` (3000), then carries out and responds", ({ handle, later, ms, send }) => {
    later(ms ?? SLOW, () => send(handle()))
  }),
  fault("slow-answer", "yes", "carries out at once, responds after `ms` (3000)", ({ handle, later, ms, send }) => {
    const reply = handle()
    later(ms ?? SLOW, () => send(reply))
  }),
  fault("hang", "no", "never responds", ({ keep }) => keep()),
  fault("hang-after-commit", "yes", "never responds", ({ handle, keep }) => {
    handle()
    keep()
  }),
  fault("half-open", "yes", "never responds and ignores that the caller hangs up", ({ handle, keep, socket }) => {
    handle()
    // Otherwise the HTTP server would close the connection when the caller does.
    socket.removeAllListeners("end")
    keep()
  })
]
