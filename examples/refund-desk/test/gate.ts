/**
 * A TCP proxy whose connections a test cuts, so that an answer is lost at a moment the test chooses
 * and not when a time limit passes.
 */
import { connect, createServer, type Socket } from "node:net"

/** A gate in front of a sandbox. */
export interface Gate {
  readonly url: string
  /** Cuts every connection. New ones pass. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** Opens a gate. The target is asked for its address at each connection, so it may open later. */
export const openGate = async (target: { readonly url: string }): Promise<Gate> => {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target.url).port), "127.0.0.1")
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on("error", () => {})
      one.once("close", () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      })
  }
}
