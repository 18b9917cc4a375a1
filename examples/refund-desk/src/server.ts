/**
 * The socket.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Express } from "express"
import { createServer } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"

/** A server that listens. */
export interface Listening {
  readonly url: string
  /** Accepts no new connection, and resolves when every response is sent. */
  readonly stop: () => Promise<void>
  /** Ends every connection after that many milliseconds. */
  readonly cut: (after: number) => Promise<void>
}

/** What the server needs for TLS, as text of PEM. */
export interface Tls {
  readonly key: string
  readonly cert: string
  /** Who has to have signed the certificates of those that connect, such as the proxies. */
  readonly clients?: string | undefined
}

/** Listens, or says why not. Without `tls` by plain HTTP, which is for this machine. */
export const listen = (app: Express, port: number, host: string, tls?: Tls): Promise<Listening> => {
  const limits = { requestTimeout: 30_000, headersTimeout: 10_000 }
  const server = tls === undefined ? createServer(limits, app) : createTlsServer({ ...limits, ...secured(tls) }, app)
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
      const { port: at } = server.address() as AddressInfo
      resolve({
        url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${at}`,
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

// internal

// TLS 1.2 with forward secrecy and authenticated encryption, or 1.3.
const secured = ({ cert, clients, key }: Tls) => ({
  key,
  cert,
  minVersion: "TLSv1.2" as const,
  ciphers: "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20",
  honorCipherOrder: true,
  ...(clients === undefined ? {} : { ca: clients, requestCert: true, rejectUnauthorized: true })
})

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
