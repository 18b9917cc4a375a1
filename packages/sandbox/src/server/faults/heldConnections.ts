/** The connections that faults keep open, and the timers of delayed responses. */
import type { Socket } from "node:net"

/** The held connections of a server. */
export class HeldConnections {
  readonly #sockets = new Set<Socket>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #watched = new WeakSet<Socket>()

  /** Keeps a connection open without a response until the caller or `release` closes it. */
  keep(socket: Socket): void {
    this.#sockets.add(socket)
    if (this.#watched.has(socket)) return
    this.#watched.add(socket)
    socket.once("close", () => this.#sockets.delete(socket))
  }

  /** Keeps a connection and calls `then` after a delay. Units: milliseconds. */
  later(socket: Socket, milliseconds: number, then: () => void): void {
    this.keep(socket)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#sockets.delete(socket)
      then()
    }, milliseconds)
    this.#timers.add(timer)
  }

  /** Clears every timer and closes every connection. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }
}
