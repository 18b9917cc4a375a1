/**
 * The sandbox as a layer, for tests and demos with Effect. Without Effect, call `start()`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Options, start } from "./index.ts"

/**
 * The sandbox could not start, or its control API rejected a call. `problem` is its own
 * description.
 */
export class SandboxFailed extends Schema.TaggedError<SandboxFailed>()("SandboxFailed", { problem: Schema.String }) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The sandbox reported: ${this.problem}. No money moved, because the sandbox moves none. ` +
      "Correct the option or the call of the control API."
  }
  get messageKo() {
    return `샌드박스에서 오류가 발생했습니다: "${this.problem}". 샌드박스는 실제 결제를 처리하지 않으므로 환불된 금액은 없습니다. ` +
      "시작 옵션이나 제어 API 호출을 확인해 주세요."
  }
  override toJSON() {
    const { _tag, message, messageKo, moneyMoved, problem, resend } = this
    return { _tag, problem, moneyMoved, resend, message, messageKo }
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
 * One applied cancel in the sandbox ledger.
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
 * A fault for the next requests of a route, such as `{ route: "cancel", fault: "drop-after-commit"
 * }`.
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
  /** The base address that replaces `https://api.iamport.kr`. */
  readonly url: string
  readonly key: string
  readonly secret: string
  /** Makes a payment: `{ kind: "card", amount: 10000 }`. */
  readonly seed: (
    payment: { readonly kind: string; readonly [field: string]: unknown }
  ) => Effect.Effect<SeededPayment, SandboxFailed>
  /** The sandbox ledger: every applied cancel, in order. */
  readonly ledger: (impUid?: string) => Effect.Effect<ReadonlyArray<LedgerLine>, SandboxFailed>
  /** The number of requests that arrived, by route. */
  readonly requests: Effect.Effect<
    Readonly<Record<string, { readonly received: number; readonly applied: number }>>,
    SandboxFailed
  >
  readonly fault: (fault: WaitingFault) => Effect.Effect<void, SandboxFailed>
  /** Moves the sandbox's clock. Units: seconds. */
  readonly advance: (seconds: number) => Effect.Effect<void, SandboxFailed>
  /**
   * Sets the sandbox's clock, forward or back. Units: UNIX seconds, or an ISO 8601 time with its
   * zone.
   */
  readonly setTime: (time: number | string) => Effect.Effect<void, SandboxFailed>
  /** Stops the sandbox's clock, until it is moved or runs again. */
  readonly freeze: Effect.Effect<void, SandboxFailed>
  /** Lets the sandbox's clock run again. */
  readonly unfreeze: Effect.Effect<void, SandboxFailed>
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
            }).then((response) => response.json().then((json) => ({ ok: response.ok, json }))),
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
        setTime: (time) => Effect.asVoid(call("POST", "clock", { set: time })),
        freeze: Effect.asVoid(call("POST", "clock", { freeze: true })),
        unfreeze: Effect.asVoid(call("POST", "clock", { freeze: false })),
        reset: Effect.asVoid(call("POST", "reset"))
      }
    })
  )
