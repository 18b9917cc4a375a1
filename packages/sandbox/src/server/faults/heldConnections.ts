/** Connections and timers that a fault keeps in its hands. Whoever ends the fault lets go of all of them. */
import type { Socket } from "node:net"

/** The ones held now. */
export class Held {
  readonly #sockets = new Set<Socket>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #watched = new WeakSet<Socket>()

  /** Keeps a connection open without a word until it closes by itself or `release` cuts it. */
  keep(socket: Socket): void {
    this.#sockets.add(socket)
    if (this.#watched.has(socket)) return
    this.#watched.add(socket)
    socket.once("close", () => this.#sockets.delete(socket))
  }

  /** Does something with a connection later. Units: milliseconds. */
  later(socket: Socket, milliseconds: number, then: () => void): void {
    this.keep(socket)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#sockets.delete(socket)
      then()
    }, milliseconds)
    this.#timers.add(timer)
  }

  /** Clears every timer and cuts every connection. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }
}
