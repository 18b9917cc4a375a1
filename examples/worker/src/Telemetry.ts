/**
 * What the worker tells about itself: log lines that let only listed keys out, metrics, and traces where a collector is configured.
 */
import { layerJson, layerPretty } from "@effect-portone/logging"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Cause, Config, Effect, Layer, Metric, Option } from "effect"
import { OtlpMetrics, OtlpSerialization, OtlpTracer } from "effect/observability"
import type { Job } from "./Job.ts"
import { codeOf } from "./Trouble.ts"
import type { Verdict } from "./Verdict.ts"

const refunds = Metric.counter("worker_refunds_total", {
  description: "calls of refundOnce that ended, by state",
  incremental: true
})
const sends = Metric.counter("worker_sends_total", { description: "cancels that went out", incremental: true })
const seconds = Metric.histogram("worker_refund_seconds", {
  description: "from the first look to the outcome",
  boundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300]
})
const backlog = Metric.gauge("worker_jobs", { description: "jobs in the table, by state" })

/** A call of `refundOnce` ended. Units: milliseconds. */
export const ended = Effect.fnUntraced(function*(job: Job, { outcome, sends: sent, state }: Verdict, millis: number) {
  yield* Metric.update(Metric.withAttributes(refunds, { state }), 1)
  yield* Metric.update(sends, sent)
  yield* Metric.update(seconds, millis / 1000)
  yield* Effect.annotateLogs(
    state === "held" ? Effect.logWarning("worker.refund.ended") : Effect.logInfo("worker.refund.ended"),
    {
      key: job.key,
      payment: job.impUid,
      amount: job.amount,
      state,
      outcome: outcome.outcome,
      sends: sent,
      round: job.round
    }
  )
})

export const counted = (state: string, jobs: number) => Metric.update(Metric.withAttributes(backlog, { state }), jobs)

/** Something failed that is tried again. */
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

export const stopping = Effect.logInfo("worker.stopping")

const list = {
  keys: ["key", "state", "outcome", "sends", "round", "url", "runner"],
  messages: ["worker.refund.ended", "worker.failed", "worker.serving", "worker.stopping"]
}

/** Log lines go to standard error, so that standard output is the command's answer. */
export const layerLogs = (terminal: boolean): Layer.Layer<never> => terminal ? layerPretty(list) : layerJson(list)

/**
 * Traces and metrics to `OTEL_EXPORTER_OTLP_ENDPOINT`, and nothing where it is not set. No log lines: the collector's logger would take every annotation.
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
