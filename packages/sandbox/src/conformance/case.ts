import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * One promise of a port, ready to be held against an adapter. Any test runner can run it: it succeeds, or fails with what was seen instead.
 */
export interface ConformanceCase<R> {
  readonly name: string
  readonly run: Effect.Effect<void, ConformanceFailure, R>
}

/**
 * An adapter did not keep a promise of its port.
 */
export class ConformanceFailure extends Schema.TaggedError<ConformanceFailure>()("ConformanceFailure", {
  promise: Schema.String,
  seen: Schema.String
}) {
  override get message() {
    return `The adapter does not keep this promise: ${this.promise}. Seen instead: ${this.seen}.`
  }
}
