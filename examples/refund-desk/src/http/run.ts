/**
 * The bridge from Express to the one runtime of the shop.
 */
import { Effect, Exit, type ManagedRuntime, type Result } from "effect"
import { randomUUID } from "node:crypto"
import type { Services } from "../shop/live.ts"

/** The one runtime; refunds run in its scope, not in that of a request. */
export type ShopRuntime = ManagedRuntime.ManagedRuntime<Services, unknown>

/**
 * Runs an effect to its result. A defect is logged, and rejects with an error that quotes nothing
 * of it.
 * A client that hangs up interrupts no effect.
 */
export type Run = <A, E>(effect: Effect.Effect<A, E, Services>) => Promise<Result.Result<A, E>>

/** Makes the bridge. */
export const runOf = (runtime: ShopRuntime): Run => async (effect) => {
  const incident = randomUUID()
  const exit = await runtime.runPromiseExit(
    Effect.result(effect).pipe(
      Effect.tapCause((cause) => Effect.annotateLogs(Effect.logError("shop.request.died", cause), { incident }))
    )
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Unexpected(incident)
}

/** A defect; the log has it under this incident. */
export class Unexpected extends Error {
  override readonly name = "Unexpected"
  readonly incident: string
  constructor(incident: string) {
    super("Unexpected")
    this.incident = incident
  }
}

/** The problem of an error that was not expected. Nothing of the error is in it. */
export const unexpected = (error: unknown): { readonly _tag: "Unexpected"; readonly incident: string } => ({
  _tag: "Unexpected",
  incident: error instanceof Unexpected ? error.incident : "-"
})
