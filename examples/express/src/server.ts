/**
 * The HTTP server. It listens on this machine alone, and stops without cutting a response off.
 */
import type { Express } from "express"
import { createServer, type ServerResponse, STATUS_CODES } from "node:http"
import { Problem } from "./problems.ts"

/**
 * How long a shutdown waits for refunds in flight: longer than the 65 seconds that one request to
 * PortOne may take.
 */
export const GRACE = "70 seconds"

/** Listens on the loopback address; rejects with one sentence. Units: `limit` in milliseconds. */
export const listen = (app: Express, port: number) => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app)
  const inFlight = new Set<ServerResponse>()
  server.on("request", (_request, response) => {
    inFlight.add(response)
    response.on("close", () => inFlight.delete(response))
  })
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // The caller would read a response as that to its request before, which may move money.
    if (!socket.writable || [...inFlight].some(({ req }) => req.socket === socket)) return void socket.destroy()
    const type = error.code === "HPE_HEADER_OVERFLOW" ? "headers-too-large" : "not-http"
    const { body, status } = new Problem({ type }).reply
    const headers = `Connection: close\r\nContent-Type: application/problem+json; charset=utf-8`
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${JSON.stringify(body)}`)
  })
  /** Accepts no new connection, and resolves when every response is sent or `limit` has passed. */
  const stop = (limit: number) =>
    new Promise<void>((resolve) => {
      // A connection that stays open after its response would keep the server from closing.
      const idle = setInterval(() => server.closeIdleConnections(), 20).unref()
      const late = setTimeout(() => server.closeAllConnections(), limit).unref()
      server.close(() => {
        clearInterval(idle)
        clearTimeout(late)
        resolve()
      })
    })
  return new Promise<{ readonly url: string; readonly stop: typeof stop }>((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(
        code === "EADDRINUSE"
          ? Object.assign(new Error(`Port ${port} is in use: stop the program that uses it, or set SHOP_PORT.`), {
            messageKo: `${port} 포트를 다른 프로그램이 쓰고 있습니다. 그 프로그램을 종료하거나 SHOP_PORT를 바꾸세요.`
          })
          : Object.assign(new Error(`Port ${port} cannot be used (${code ?? "unknown reason"}): set SHOP_PORT.`), {
            messageKo: `${port} 포트를 사용할 수 없습니다(${code ?? "원인 불명"}). SHOP_PORT를 바꾸세요.`
          })
      ))
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resolve({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`, stop })
    })
  })
}
