/**
 * Waits until the refunds of one source have an end, and makes them meanwhile if no other worker does.
 */
import { Console, Effect, References } from "effect"
import { isWorker } from "./Database.ts"
import { JobStore } from "./JobStore.ts"
import { follow } from "./Progress.ts"
import * as Worker from "./Worker.ts"

/** A log line for each refund is for `serve`; here the progress is enough. What is asked again only in some minutes is left to `serve`, or to another run. */
export const settle = Effect.fnUntraced(
  function*(of: { readonly source: string } | { readonly key: string }) {
    const look = (yield* JobStore).progress(of)
    const { done, total } = yield* look
    if (done >= total) return
    if (yield* isWorker) return yield* Effect.provide(follow("refunds", look), Worker.refunds)
    yield* Console.error("Another worker refunds these; `worker serve` does where none is running yet.")
    yield* follow("refunds", look)
  },
  Effect.scoped,
  Effect.provideService(References.MinimumLogLevel, "Warn")
)
