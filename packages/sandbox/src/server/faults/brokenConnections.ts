/** Faults that break the connection, or the response as HTTP. */
import { type Fault, fault } from "./fault.ts"
import { half, rawReply, writeThenEnd, writeThenReset } from "./rawBytes.ts"

/** Connections that are reset or closed, and responses with the wrong length. */
export const BROKEN_CONNECTIONS: ReadonlyArray<Fault> = [
  fault(
    "reset-on-connect",
    "no",
    "RST as soon as the connection is accepted; route `connection` only",
    ({ socket }) => {
      socket.resetAndDestroy()
    }
  ),
  fault("reset-before-commit", "no", "request read, then RST", ({ socket }) => {
    socket.resetAndDestroy()
  }),
  fault("drop-before-commit", "no", "request read, then FIN without a response", ({ socket }) => socket.destroySoon()),
  fault("drop-after-commit", "yes", "FIN without a response", ({ handle, socket }) => {
    handle()
    socket.destroySoon()
  }),
  fault("reset-after-commit", "yes", "RST without a response", ({ handle, socket }) => {
    handle()
    socket.resetAndDestroy()
  }),
  fault("half-headers", "yes", "half of the status line and headers, then RST", ({ handle, socket }) => {
    writeThenReset(socket, half(rawReply(handle()).head))
  }),
  fault("cut-body", "yes", "headers and half of the body, then RST", ({ handle, socket }) => {
    const { body, head } = rawReply(handle())
    writeThenReset(socket, Buffer.concat([head, half(body)]))
  }),
  fault("wrong-content-length", "yes", "Content-Length larger than the body, then FIN", ({ handle, socket }) => {
    const { body, head } = rawReply(handle(), (real) => real + 100)
    writeThenEnd(socket, Buffer.concat([head, body]))
  }),
  fault("short-content-length", "yes", "Content-Length smaller than the body", ({ handle, socket }) => {
    const { body, head } = rawReply(handle(), (real) => Math.floor(real / 2))
    writeThenEnd(socket, Buffer.concat([head, body]))
  })
]
