import { isPortOneError } from "@effect-portone/core/PortOneError"
import {
  InsecureEnvironment,
  InvalidBaseUrl,
  InvalidOption,
  NodeTransportUnavailable
} from "@effect-portone/http/SetupError"
import { assert, describe, it } from "@effect/vitest"
import { inspect } from "node:util"

const errors = [
  ...(["not-absolute", "characters", "user-info", "query-or-fragment", "path", "plain-http-host"] as const).map((
    problem
  ) => new InvalidBaseUrl({ problem })),
  new InvalidBaseUrl({ problem: "not-https", part: "ftp:" }),
  new InvalidBaseUrl({ problem: "host", part: "127.0.0.010" }),
  new InvalidBaseUrl({ problem: "not-encrypted", part: "api.iamport.kr" }),
  new InvalidBaseUrl({ problem: "not-encrypted", part: "sandbox" }),
  ...InvalidOption.fields.field.literals.map((field) =>
    new InvalidOption({ field, problem: "is not above 0", problemKo: "0보다 커야 합니다" })
  ),
  new InsecureEnvironment({ risk: "tls", settings: ["NODE_TLS_REJECT_UNAUTHORIZED"] }),
  new InsecureEnvironment({ risk: "proxy", settings: ["HTTPS_PROXY", "NODE_USE_ENV_PROXY"] }),
  new NodeTransportUnavailable({ problem: "runtime", runtime: "Node 20.20.2" }),
  new NodeTransportUnavailable({ problem: "package", runtime: "Node 24.0.0", detail: "ERR_MODULE_NOT_FOUND" })
]

describe("an error of a layer that cannot be built", () => {
  for (const error of errors) {
    const { _tag, message, messageKo } = error
    it(`${_tag} keeps the contract of every error: ${message}`, () => {
      const { moneyMoved, resend }: { readonly moneyMoved: "no"; readonly resend: "never" } = error

      assert.isTrue(isPortOneError(error))
      assert.deepStrictEqual([moneyMoved, resend], ["no", "never"])
      assert.match(message, /^[^ ].*\. Nothing was sent and no money moved\. .*\.$|\]\.$/)
      assert.match(messageKo, /아무 요청도 보내지 않았으며 환불되지 않았습니다\. .*세요\.$/)
      assert.include(JSON.parse(JSON.stringify(error)), { _tag, moneyMoved, resend, message, messageKo })
    })
  }

  it("shows the same when it is inspected, and no stack of a cause", () => {
    for (const error of errors) assert.notInclude(inspect(error), "Caused by")
  })
})
