/**
 * The worker's HTTP API: adds refunds, reports their outcomes, and the health of the process.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import type { SqlClient } from "effect/sql"
import { createServer } from "node:http"
import type { Scheduler } from "../engine/Scheduler.ts"
import type { Events } from "../events/Events.ts"
import type { JobStore } from "../jobs/JobStore.ts"
import * as Pages from "../page/routes.ts"
import { Settings } from "../Settings.ts"
import { codeOf, ofBilingual, orStartupError, type StartupError } from "../StartupError.ts"
import { checkToken, guard } from "./guard.ts"
import { health, ready } from "./health.ts"
import { get, post } from "./refunds.ts"

/** Fails if the port is in use, or without a token where money could move. */
export const layer: Layer.Layer<
  never,
  StartupError,
  Events | JobStore | Scheduler | Settings | SqlClient.SqlClient | Pages.Needs
> = Layer.unwrap(
  Effect.gen(function*() {
    const { host, port } = yield* Settings
    yield* checkToken
    const routes = Layer.mergeAll(
      post,
      get,
      health,
      ready,
      guard,
      Pages.routes,
      PrometheusMetrics.layerHttp({ path: "/metrics" })
    )
    // The router's own limit is 100 characters, and a key has up to 200 of 12 characters each.
    const routerConfig = { maxParamLength: 4096 }
    return HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true, routerConfig }).pipe(
      Layer.provide(NodeHttpServer.layer(createServer, { host, port })),
      orStartupError((error) =>
        ofBilingual({
          message: `Port ${port} of ${host} cannot be opened (${codeOf(error)}). Choose another one with WORKER_PORT.`,
          messageKo: `${host}의 ${port} 포트를 열 수 없습니다(${
            codeOf(error, "korean")
          }). WORKER_PORT로 다른 포트를 지정하세요.`
        })
      )
    )
  })
)
