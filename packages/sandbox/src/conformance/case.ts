import { PortOneError } from "@effect-portone/core"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * One promise of a port, as a test case for an adapter. Any test runner can run it: it succeeds, or
 * fails with what was observed instead.
 */
export interface ConformanceCase<R> {
  readonly name: string
  readonly run: Effect.Effect<void, ConformanceFailure, R>
}

/**
 * An adapter broke a promise of its port.
 */
export class ConformanceFailure extends Schema.TaggedError<ConformanceFailure>()("ConformanceFailure", {
  promise: Schema.String,
  seen: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The adapter breaks this promise of its port: ${this.promise}. Observed: ${this.seen}. ` +
      "No money moved, because the case ran against a local server. Correct the adapter."
  }
  get messageKo() {
    return `어댑터가 포트의 보장 사항을 지키지 않습니다: "${this.promise}". 확인된 결과: "${this.seen}". ` +
      "로컬 서버로 실행한 테스트이므로 환불된 금액은 없습니다. 어댑터를 수정해 주세요."
  }
  override toJSON() {
    return PortOneError.toJson(this)
  }
}
