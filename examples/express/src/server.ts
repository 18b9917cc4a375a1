/**
 * The HTTP server. It listens on this machine alone, and stops without cutting a response off.
 */
import type { Express } from "express"
import { createServer } from "node:http"

/** Listens on the loopback address; rejects with one sentence. Units: `limit` in milliseconds. */
export const listen = (app: Express, port: number) => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app)
  /** Accepts no new connection, and resolves when every response is sent or `limit` has passed. */
  const stop = (limit: number) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      // A connection that stays open after its response would keep the server from closing.
      setInterval(() => server.closeIdleConnections(), 20).unref()
      setTimeout(() => server.closeAllConnections(), limit).unref()
    })
  return new Promise<{ readonly url: string; readonly stop: typeof stop }>((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(
        new Error(
          code === "EADDRINUSE"
            ? `Port ${port} is in use: stop the program that uses it, or set SHOP_PORT.`
            : `Port ${port} cannot be used (${code ?? "unknown reason"}): set SHOP_PORT.`
        )
      ))
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resolve({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`, stop })
    })
  })
}
