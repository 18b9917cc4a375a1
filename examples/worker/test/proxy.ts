/**
 * A PortOne that can be away: in front of the sandbox.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { ConfigProvider, Effect, Layer } from "effect"
import { createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"

/**
 * A proxy of the sandbox: on request it cuts connections, answers 401, holds requests back, hides
 * reasons, answers with half a body where the path has a text, or never answers the cancels of some
 * payments.
 */
export const proxy = Effect.gen(function*() {
  const { url } = yield* Sandbox
  const state = {
    is: "open" as "open" | "away" | "no credentials" | "closed",
    asked: 0,
    hidesReasons: false,
    unreadable: undefined as string | undefined,
    /** Whether a cancel with this body gets no answer, and is carried out all the same. */
    hangs: (_body: string): "no" | "before" | "after" => "no"
  }
  const server = yield* Effect.acquireRelease(
    Effect.promise(() =>
      new Promise<Server>((resolve) => {
        const server = createServer(async (asked, answer) => {
          if (state.is !== "open") state.asked++
          while (state.is === "closed") await setTimeout(5)
          if (state.is === "away") return void asked.socket.destroy()
          if (state.is === "no credentials") {
            return void answer.writeHead(401, { "content-type": "application/json" }).end(
              JSON.stringify({
                code: -1,
                message: "인증에 실패하였습니다. API키와 secret을 확인하세요.",
                response: null
              })
            )
          }
          if (state.unreadable !== undefined && asked.url?.includes(state.unreadable)) {
            return void answer.writeHead(200).end("{")
          }
          const sent = Buffer.concat(await asked.toArray().catch(() => []))
          const hangs = asked.url === "/payments/cancel" ? state.hangs(sent.toString()) : "no"
          if (hangs === "before") return
          request(`${url}${asked.url}`, { method: asked.method ?? "GET", headers: asked.headers }, (from) => {
            void from.toArray().then((parts) => {
              if (hangs === "after") return
              const body = Buffer.concat(parts).toString()
              const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = from.headers
              answer.writeHead(from.statusCode ?? 500, headers)
              answer.end(state.hidesReasons ? body.replace(/"(\w*reason)":"[^"]*"/g, "\"$1\":\"\"") : body)
            })
          }).end(sent)
        })
        server.listen(0, "127.0.0.1", () => resolve(server))
      })
    ),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
})

/** A worker whose requests go to this address. */
export const through = (url: string) =>
  Layer.effect(
    ConfigProvider.ConfigProvider,
    Effect.map(ConfigProvider.ConfigProvider, (others) =>
      ConfigProvider.orElse(ConfigProvider.fromUnknown({ PORTONE_BASE_URL: url }), others))
  )
