/**
 * `pnpm demo`: every outcome of a cancel, over real HTTP with the embedded sandbox.
 *
 * `pnpm demo --imp-uid imp_…` uses the real API, with PORTONE_IMP_KEY and PORTONE_IMP_SECRET.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger } from "effect"
import { runDemo } from "./command.ts"

runDemo(process.argv.slice(2)).pipe(
  Effect.tap((isAsExpected) => Effect.sync(() => void (process.exitCode = isAsExpected ? 0 : 1))),
  // The table contains the results, so the library's log lines are not needed.
  Effect.provide(Layer.mergeAll(NodeServices.layer, Logger.layer([]))),
  NodeRuntime.runMain
)
