/**
 * A proxy that alters the payments of a sandbox in the answers, so that a test shows what no
 * sandbox does by itself.
 */
import { createServer } from "node:http"

/** A payment as the answer has it. */
export type Wire = Record<string, any>

/**
 * Opens the proxy. `alter` returns what is shown in place of a payment, `reworded` what stands in
 * place of the words of a rejection.
 */
export const openAltering = async (
  target: { readonly url: string },
  alter: (payment: Wire) => Wire,
  reworded: (message: unknown) => unknown = (message) => message
) => {
  const server = createServer((request, answer) => {
    const parts: Array<Buffer> = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { method = "GET", url = "/" } = request
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        ["authorization", "content-type"].includes(name) && typeof value === "string"
          ? [[name, value] as [string, string]]
          : []
      )
      const body = method === "GET" ? {} : { body: Buffer.concat(parts) }
      void fetch(target.url + url, { method, headers, ...body }).then(async (given) => {
        const { message, response, ...rest } = await given.json() as Wire
        const shown = response?.imp_uid === undefined ? response : alter(response)
        answer.writeHead(given.status, { "content-type": "application/json" })
          .end(JSON.stringify({ ...rest, message: rest["code"] === 0 ? message : reworded(message), response: shown }))
      }).catch(() => answer.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
