/**
 * A token server on loopback that counts requests, and like PortOne issues the same token again.
 */
import { Effect } from "effect"
import { createServer } from "node:http"

export const tokenServer = Effect.acquireRelease(
  Effect.promise(() =>
    new Promise<{ readonly origin: string; readonly requests: () => number; readonly close: () => void }>((resolve) => {
      let requests = 0
      const server = createServer((request, response) => {
        request.resume().once("end", () => {
          if (request.method === "POST" && request.url === "/users/getToken") requests++
          const now = Math.floor(Date.now() / 1000)
          const issued = { access_token: "token-of-the-server", now, expired_at: now + 1800 }
          response.end(JSON.stringify({ code: 0, message: null, response: issued }))
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resolve({
          origin: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
          requests: () => requests,
          close: () => {
            server.closeAllConnections()
            server.close()
          }
        })
      })
    })
  ),
  ({ close }) => Effect.sync(close)
)
