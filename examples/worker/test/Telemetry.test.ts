import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { JobStore } from "../src/jobs/JobStore.ts"
import * as Telemetry from "../src/Telemetry.ts"
import * as Worker from "../src/Worker.ts"
import { ended, layer, seed } from "./shop.ts"

/** A collector that records request bodies by path. */
const collector = Effect.acquireRelease(
  Effect.promise(() => {
    const got = new Map<string, string>()
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      got.set(request.url ?? "", (got.get(request.url ?? "") ?? "") + body)
      response.writeHead(200, { "content-type": "application/json", connection: "close" }).end("{}")
    })
    return new Promise<{ got: Map<string, string>; url: string; close: () => void }>((resolve) =>
      server.listen(0, "127.0.0.1", () =>
        resolve({
          got,
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          close: () => {
            server.close()
            server.closeAllConnections()
          }
        }))
    )
  }),
  ({ close }) => Effect.sync(close)
)

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

describe("what the worker sends to a collector", () => {
  it.live("is traces and metrics without the customer's reason, the API key or a token", () =>
    Effect.gen(function*() {
      const { got, url } = yield* collector
      const refund = Effect.gen(function*() {
        yield* seed("imp_1")
        const store = yield* JobStore
        yield* store.add([{ key: "r", impUid: "imp_1", amount: 3000, reason: "홍길동 님의 사정" }], "test")
        yield* Effect.provide(ended("r"), Worker.refunds)
      })

      yield* refund.pipe(
        Effect.provide(Telemetry.layerOtlp.pipe(Layer.provideMerge(layer({ OTEL_EXPORTER_OTLP_ENDPOINT: url }))))
      )

      const [traces = "", metrics = ""] = [got.get("/v1/traces"), got.get("/v1/metrics")]
      assert.deepStrictEqual([...got.keys()].toSorted(), ["/v1/metrics", "/v1/traces"])
      assert.include(traces, "\"name\":\"portone.refundOnce\"")
      assert.include(metrics, "worker_refunds_total")
      for (const secret of ["홍길동", "imp_sandbox", "a-tag-secret", "Bearer"]) {
        assert.notInclude(traces + metrics, secret)
      }
    }).pipe(Effect.scoped), LIMIT)
})
