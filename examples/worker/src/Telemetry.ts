/**
 * Log lines with allow-listed keys, and traces and metrics if a collector is configured.
 */
import { layerJson, layerPretty } from "@effect-portone/logging"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Cause, Config, Effect, Layer, Option } from "effect"
import * as OtlpMetrics from "effect/observability/OtlpMetrics"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import type { JobDecision } from "./engine/JobDecision.ts"
import type { Job } from "./jobs/Job.ts"
import { codeOf } from "./StartupError.ts"
import * as Metrics from "./watch/metrics.ts"

/** Reports a completed call of `refundOnce`. Units: `millis` in milliseconds. */
export const ended = Effect.fnUntraced(
  function*(job: Job, decision: JobDecision, pg: string | undefined, millis: number) {
    const { outcome, sends: sent, state } = decision
    yield* Metrics.ended(job, decision, pg, millis)
    yield* Effect.annotateLogs(
      state === "needs-review" ? Effect.logWarning("worker.refund.ended") : Effect.logInfo("worker.refund.ended"),
      {
        key: job.key,
        payment: job.impUid,
        amount: job.amount,
        state,
        outcome: outcome.outcome,
        sends: sent,
        dispatch: job.dispatches
      }
    )
  }
)

/** Reports an operation that failed and is retried. */
export const failed = (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  return Effect.annotateLogs(Effect.logWarning("worker.failed"), { error: tagOf(error), code: codeOf(error) })
}

const tagOf = (error: unknown): string => {
  const { _tag, name, reason } = error as {
    readonly _tag?: string
    readonly name?: string
    readonly reason?: { readonly _tag?: string }
  }
  return [_tag ?? name, reason?._tag].filter((text) => text !== undefined).join(" ")
}

/** Reports that nothing can be refunded, and later that it can again. */
export const outage = (outage: "no" | "yes") =>
  Effect.annotateLogs(
    outage === "yes" ? Effect.logError("worker.outage") : Effect.logInfo("worker.outage"),
    { outage }
  )

export const stopping = Effect.logInfo("worker.stopping")

const list = {
  keys: ["key", "state", "outcome", "sends", "dispatch", "url", "runner", "outage"],
  messages: ["worker.refund.ended", "worker.failed", "worker.serving", "worker.stopping", "worker.outage"]
}

/** Log lines go to standard error; standard output is for the result of the command. */
export const layerLogs = (terminal: boolean): Layer.Layer<never> => terminal ? layerPretty(list) : layerJson(list)

/**
 * Sends traces and metrics to `OTEL_EXPORTER_OTLP_ENDPOINT`, if it is set.
 *
 * Not log lines: the OTLP logger exports every annotation, not only allow-listed keys.
 */
export const layerOtlp = Layer.unwrap(
  Effect.map(Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT")), (endpoint) => {
    if (Option.isNone(endpoint)) return Layer.empty
    const options = (signal: string) => ({
      url: `${endpoint.value.replace(/\/$/, "")}/v1/${signal}`,
      resource: { serviceName: "refund-worker" }
    })
    return Layer.mergeAll(OtlpTracer.layer(options("traces")), OtlpMetrics.layer(options("metrics"))).pipe(
      Layer.provide([OtlpSerialization.layerJson, NodeHttpClient.layerUndici])
    )
  })
)
