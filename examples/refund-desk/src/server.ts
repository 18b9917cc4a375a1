/**
 * The socket.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Express } from "express"
import { createServer } from "node:http"
import { setTimeout } from "node:timers/promises"

/** A server that listens. */
export interface Listening {
  readonly url: string
  /** Accepts no new connection, and resolves when every response is sent. */
  readonly stop: () => Promise<void>
  /** Ends every connection after that many milliseconds. */
  readonly cut: (after: number) => Promise<void>
}

/** Listens, or says why not. */
export const listen = (app: Express, port: number, host: string): Promise<Listening> => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app)
  let stopping = false
  // A connection that stays open after its response would keep the server open.
  server.on("request", (_request, response) =>
    response.once("close", () => {
      if (stopping) setImmediate(() => server.closeIdleConnections())
    }))
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const { english, korean } = problemOf(error.code, port, host)
      reject(Object.assign(new Error(english), { messageKo: korean }))
    })
    server.listen(port, host, () => {
      const address = server.address()
      const at = typeof address === "object" && address !== null ? address.port : port
      resolve({
        url: `http://${host.includes(":") ? `[${host}]` : host}:${at}`,
        stop: () =>
          new Promise((done) => {
            stopping = true
            server.close(() => done())
            server.closeIdleConnections()
          }),
        cut: (after) => setTimeout(after).then(() => server.closeAllConnections())
      })
    })
  })
}

const problemOf = (code: string | undefined, port: number, host: string): Bilingual =>
  code === "EADDRINUSE"
    ? {
      english: `Port ${port} is in use: stop what uses it, or set SHOP_PORT.`,
      korean: `${port} 포트를 다른 프로그램이 쓰고 있습니다. 그 프로그램을 종료하거나 SHOP_PORT를 바꾸세요.`
    }
    : code === "EACCES"
    ? {
      english: `Port ${port} is not allowed to this user: set SHOP_PORT above 1023.`,
      korean: `이 사용자는 ${port} 포트를 열 권한이 없습니다. SHOP_PORT를 1024 이상으로 바꾸세요.`
    }
    : {
      english: `It cannot listen on ${host}:${port} (${code ?? "no reason given"}): set SHOP_HOST and SHOP_PORT.`,
      korean: `${host}:${port}에서 요청을 받을 수 없습니다(${code ?? "원인 불명"}). SHOP_HOST와 SHOP_PORT를 바꾸세요.`
    }
