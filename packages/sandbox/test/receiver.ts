/** A server that receives webhooks, stores them, and responds with the statuses of a test. */
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach } from "vitest"

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/**
 * A receiver for the tests of a file. It uses the given statuses in order, then 200. `"hang"` never
 * responds.
 */
export const openReceiver = () => {
  let port = 0
  let received: Array<Received> = []
  let statuses: Array<number | "hang"> = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") })
    const status = statuses.shift() ?? 200
    if (status !== "hang") response.writeHead(status, { location: "/elsewhere" }).end("received")
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    port = (server.address() as AddressInfo).port
  })

  beforeEach(() => {
    received = []
    statuses = []
  })

  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  return {
    get url() {
      return `http://127.0.0.1:${port}/webhook`
    },
    received: () => received,
    answerWith: (...next: ReadonlyArray<number | "hang">) => {
      statuses = [...next]
    }
  }
}
