/**
 * A ledger in memory that outlives the callers, and may fail: before it has kept something, or
 * after.
 */
import { RefundLedger } from "@effect-portone/refunds"
import { Effect, Layer, Option } from "effect"
import type { Random } from "./Random.ts"

export class Ledger {
  readonly #texts = new Map<string, string>()
  readonly #random: Random
  #rate: number

  constructor(random: Random, rate: number) {
    this.#random = random
    this.#rate = rate
  }

  /** From now on it no longer fails. */
  heal(): void {
    this.#rate = 0
  }

  readonly layer: Layer.Layer<never> = Layer.succeed(RefundLedger.RefundLedger, {
    stores: true,
    change: (impUid, change) =>
      Effect.suspend(() => {
        const failed = Effect.fail(new RefundLedger.LedgerFailed({ impUid, problem: "the disk is full" }))
        if (this.#random.hits(this.#rate)) return failed
        const [result, after] = change(Option.fromUndefinedOr(this.#texts.get(impUid)))
        if (Option.isSome(after)) this.#texts.set(impUid, after.value)
        return this.#random.hits(this.#rate) ? failed : Effect.succeed(result)
      })
  })
}
