/**
 * The requests of each connection that have no complete response yet. What a connection sends after
 * them, and cannot be handled, is answered when they are: a response in the middle would be taken
 * for theirs.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"

/** A request, its response, and what records its end. */
export interface OpenExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Called once, when the connection is done with the request, however that happened. */
  readonly ended: () => void
}

/** The last words of a connection. */
export interface Closing {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Called once with the status that was written, or with undefined when none could be. */
  readonly ended: (status: number | undefined) => void
}

/** The open requests of a server. */
export class OpenExchanges {
  readonly #connections = new WeakMap<Duplex, Connection>()

  /** Starts to watch a connection. */
  watch(socket: Duplex): void {
    const connection: Connection = { open: new Set(), closing: undefined }
    this.#connections.set(socket, connection)
    // A response that waits for an earlier one has no event of its own when the connection closes.
    socket.once("close", () => {
      for (const { ended } of connection.open) ended()
      connection.open.clear()
      connection.closing?.ended(undefined)
      connection.closing = undefined
    })
  }

  /** Adds a request. */
  add(exchange: OpenExchange): void {
    const { request: { socket }, response } = exchange
    const connection = this.#connections.get(socket)
    connection?.open.add(exchange)
    response.once("close", () => {
      if (connection?.open.delete(exchange) === true) exchange.ended()
      this.#closeIfDone(socket)
    })
  }

  /**
   * Answers what a connection sent after its requests, and closes it. A request whose own body is
   * the reason gets this status as its response. Only the first call for a connection counts.
   */
  close(socket: Duplex, closing: Closing): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined || connection.closing !== undefined) return
    const last = [...connection.open].at(-1)
    if (last !== undefined && !last.request.complete && !last.response.headersSent) {
      connection.closing = { ...closing, ended: () => undefined }
      last.response.writeHead(closing.status, { ...closing.headers, "content-length": 0, connection: "close" }).end()
      return
    }
    connection.closing = closing
    this.#closeIfDone(socket)
  }

  #closeIfDone(socket: Duplex): void {
    const connection = this.#connections.get(socket)
    if (connection?.closing === undefined || connection.open.size > 0 || !socket.writable) return
    const { ended, headers = {}, status } = connection.closing
    connection.closing = { ...connection.closing, ended: () => undefined }
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      ...Object.entries({ ...headers, "content-length": "0", connection: "close" }).map(([name, value]) =>
        `${name}: ${value}`
      )
    ]
    socket.end(`${lines.join("\r\n")}\r\n\r\n`)
    ended(status)
  }
}

// internal

interface Connection {
  readonly open: Set<OpenExchange>
  closing: Closing | undefined
}
