/**
 * The sandbox as a layer, for Effect tests and demos. Everybody else calls `start()`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Options, start } from "./index.ts"

/**
 * The sandbox could not start, or refused what a test asked of it. `problem` is its own sentence.
 */
export class SandboxFailed extends Schema.TaggedError<SandboxFailed>()("SandboxFailed", { problem: Schema.String }) {
  override get message() {
    return `The sandbox said: ${this.problem}.`
  }
}

/**
 * A payment as the emulated API shows it.
 */
export interface SeededPayment {
  readonly imp_uid: string
  readonly merchant_uid: string
  /** Units: major units. */
  readonly amount: number
  readonly [field: string]: unknown
}

/**
 * One applied cancel.
 *
 * Units: major units.
 */
export interface LedgerLine {
  readonly seq: number
  readonly imp_uid: string
  readonly amount: number
  readonly balanceBefore: number
  readonly balanceAfter: number
  readonly cancellationId: string
  readonly request: Readonly<Record<string, unknown>>
}

/**
 * A fault that waits for its request, such as `{ route: "cancel", fault: "drop-after-commit" }`.
 */
export interface WaitingFault {
  readonly route: "token" | "cancel" | "find" | "connection" | "any"
  readonly fault: string
  readonly times?: number
  /** Units: milliseconds. */
  readonly ms?: number
}

/**
 * A running sandbox and its control API.
 */
export class Sandbox extends Context.Service<Sandbox, {
  /** The base address, in the place of `https://api.iamport.kr`. */
  readonly url: string
  readonly key: string
  readonly secret: string
  /** Puts a payment into the world: `{ kind: "card", amount: 10000 }`. */
  readonly seed: (
    payment: { readonly kind: string; readonly [field: string]: unknown }
  ) => Effect.Effect<SeededPayment, SandboxFailed>
  /** What was applied, in order: the truth a client is held against. */
  readonly ledger: (impUid?: string) => Effect.Effect<ReadonlyArray<LedgerLine>, SandboxFailed>
  /** How many requests arrived, by route. */
  readonly requests: Effect.Effect<
    Readonly<Record<string, { readonly received: number; readonly applied: number }>>,
    SandboxFailed
  >
  readonly fault: (fault: WaitingFault) => Effect.Effect<void, SandboxFailed>
  /** Moves the sandbox's clock. Units: seconds. */
  readonly advance: (seconds: number) => Effect.Effect<void, SandboxFailed>
  readonly reset: Effect.Effect<void, SandboxFailed>
}>()("@effect-portone/sandbox/Sandbox") {}

/**
 * Starts a sandbox on a free port and stops it with the scope.
 *
 * ```ts
 * import { layer, Sandbox } from "@effect-portone/sandbox/Sandbox"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const sandbox = yield* Sandbox
 *   const payment = yield* sandbox.seed({ kind: "card", amount: 10000 })
 *   return payment.amount
 * })
 * await Effect.runPromise(Effect.provide(program, layer())) // => 10000
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Sandbox, SandboxFailed> =>
  Layer.effect(
    Sandbox,
    Effect.gen(function*() {
      const running = yield* Effect.acquireRelease(
        Effect.tryPromise({
          try: () => start(options),
          catch: (cause) => new SandboxFailed({ problem: cause instanceof Error ? cause.message : "no reason given" })
        }),
        (sandbox) => Effect.promise(() => sandbox.close())
      )
      const call = <A>(method: string, path: string, body?: unknown): Effect.Effect<A, SandboxFailed> =>
        Effect.tryPromise({
          try: (signal) =>
            fetch(`${running.url}/_sandbox/${path}`, {
              method,
              signal,
              ...(body === undefined
                ? {}
                : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
            }).then((answer) => answer.json().then((json) => ({ ok: answer.ok, json }))),
          catch: () => new SandboxFailed({ problem: "the control API did not answer" })
        }).pipe(
          Effect.flatMap(({ json, ok }) =>
            ok
              ? Effect.succeed(json as A)
              : Effect.fail(new SandboxFailed({ problem: String((json as { error?: unknown }).error) }))
          )
        )
      return {
        url: running.url,
        key: running.key,
        secret: running.secret,
        seed: (payment) => call("POST", "payments", payment),
        ledger: (impUid) =>
          call("GET", impUid === undefined ? "ledger" : `ledger?imp_uid=${encodeURIComponent(impUid)}`),
        requests: call("GET", "requests"),
        fault: (fault) => Effect.asVoid(call("POST", "faults", fault)),
        advance: (seconds) => Effect.asVoid(call("POST", "clock", { advance: seconds })),
        reset: Effect.asVoid(call("POST", "reset"))
      }
    })
  )
