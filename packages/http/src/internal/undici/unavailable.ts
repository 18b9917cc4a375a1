import { toJson } from "@effect-portone/core/PortOneError"
import * as Schema from "effect/Schema"
import { LEAST_NODE } from "../runtime.ts"

/**
 * `NodeTransport` cannot run here. `problem` is `"runtime"` for a Node that is too old and for
 * Bun, `"package"` if `@effect/platform-node` cannot be loaded; `detail` is then the code of the
 * failure.
 *
 * Cause: Node below 22.19, Bun; `@effect/platform-node` is not installed.
 */
export class NodeTransportUnavailable
  extends Schema.TaggedError<NodeTransportUnavailable>()("NodeTransportUnavailable", {
    problem: Schema.Literals(["runtime", "package"]),
    runtime: Schema.String,
    detail: Schema.optional(Schema.String)
  })
{
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const { english } = this.#why
    return `NodeTransport needs Node ${LEAST_NODE} or later with @effect/platform-node installed, and ${english}; ` +
      "FetchTransport runs without both. Nothing was sent and no money moved. " +
      `${this.#isPackage ? "Install @effect/platform-node, or i" : "I"}mport @effect-portone/http/FetchTransport.`
  }
  get messageKo() {
    const { korean } = this.#why
    return `NodeTransport를 사용하려면 Node ${LEAST_NODE} 이상과 @effect/platform-node 패키지가 필요합니다(${korean}). ` +
      "아무 요청도 보내지 않았으며 환불되지 않았습니다. " +
      `${this.#isPackage ? "@effect/platform-node를 설치하거나 " : ""}@effect-portone/http/FetchTransport를 사용하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
  get #isPackage() {
    return this.problem === "package"
  }
  get #why() {
    const code = this.detail === undefined ? "" : ` (${this.detail})`
    return this.#isPackage
      ? { english: `the package cannot be loaded${code}`, korean: `패키지를 불러올 수 없음${code}` }
      : { english: `this is ${this.runtime}`, korean: `현재 실행 환경: ${this.runtime}` }
  }
}
