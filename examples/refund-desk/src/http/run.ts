/**
 * The bridge from Express to the one runtime of the shop.
 */
import { Effect, Exit, type ManagedRuntime, type Result } from "effect"
import type { Orders } from "../shop/Orders.ts"
import type { Refunds } from "../shop/Refunds.ts"

/** The one runtime; refunds run in its scope, not in that of a request. */
export type ShopRuntime = ManagedRuntime.ManagedRuntime<Orders | Refunds, unknown>

/**
 * Runs an effect to its result. Rejects only for what nobody expected; that has been logged then, and the error that comes here tells nothing of it.
 * A client that hangs up interrupts nothing.
 */
export type Run = <A, E>(effect: Effect.Effect<A, E, Orders | Refunds>) => Promise<Result.Result<A, E>>

/** Makes the bridge. */
export const runOf = (runtime: ShopRuntime): Run => async (effect) => {
  const exit = await runtime.runPromiseExit(
    Effect.result(effect).pipe(Effect.tapCause((cause) => Effect.logError("shop.request.died", cause)))
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Unexpected()
}

/** Something nobody expected; the log knows more. */
export class Unexpected extends Error {
  override readonly name = "Unexpected"
}
