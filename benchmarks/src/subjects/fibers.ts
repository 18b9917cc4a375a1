/**
 * A subject of an Effect, with one fiber for each caller, as in an Effect application.
 */
import { Effect, type ManagedRuntime } from "effect"
import { CANCELLED, type Subject } from "./Subject.ts"

export const inFibersOf = async <R, E>(
  runtime: ManagedRuntime.ManagedRuntime<R, E>,
  cancel: (impUid: string) => Effect.Effect<unknown, unknown, R>
): Promise<Subject> => {
  await runtime.context()
  return {
    work: (take, note) =>
      runtime.runPromise(Effect.gen(function*() {
        for (let impUid = take(); impUid !== undefined; impUid = take()) {
          const since = performance.now()
          const amount = yield* cancel(impUid)
          note(performance.now() - since)
          if (amount !== CANCELLED) {
            return yield* Effect.die(new Error(`${impUid} came back with ${String(amount)} cancelled`))
          }
        }
      })),
    close: () => runtime.dispose()
  }
}
