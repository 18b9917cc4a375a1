/**
 * Why a transport cannot be built. Each of these errors occurs before anything could be sent.
 */
import { toJson } from "@effect-portone/core/PortOneError"
import * as Schema from "effect/Schema"
import { isPortOneHost } from "./internal/portOneHost.ts"
import type { NodeTransportUnavailable } from "./internal/undici/unavailable.ts"

export { NodeTransportUnavailable } from "./internal/undici/unavailable.ts"

/**
 * The base URL is one to which credentials must not be sent, or to which no path can be appended.
 * `problem` names the rule; `part` is the scheme or host that breaks it and nothing else of the
 * URL, because a URL may hold a password.
 *
 * Cause: `baseUrl: "http://api.iamport.kr"`, `baseUrl: "api.iamport.kr"`, a user name, query,
 * fragment, blank or line break in it, a host such as `a..b` or `127.0.0.010`;
 * `baseUrl: "http://sandbox:10851"` without `allowPlainHttpTo: "sandbox"`; an `allowPlainHttpTo`
 * that is not one host.
 */
export class InvalidBaseUrl extends Schema.TaggedError<InvalidBaseUrl>()("InvalidBaseUrl", {
  problem: Schema.Literals([
    "not-absolute",
    "characters",
    "user-info",
    "query-or-fragment",
    "not-https",
    "not-encrypted",
    "host",
    "path",
    "plain-http-host"
  ]),
  part: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const { english, subject = "The base URL" } = baseUrlProblems[this.problem](this.part)
    return `${subject} ${english}. Nothing was sent and no money moved. ` +
      "Use https://api.iamport.kr, or http on localhost for a sandbox" +
      `${this.problem === "not-encrypted" || this.problem === "plain-http-host" ? englishOptIn(this.part) : ""}.`
  }
  get messageKo() {
    const { korean } = baseUrlProblems[this.problem](this.part)
    return `base URL을 사용할 수 없습니다: ${korean}. 아무 요청도 보내지 않았으며 환불되지 않았습니다. ` +
      (this.problem === "not-encrypted" || this.problem === "plain-http-host" ? koreanOptIn(this.part) : "") +
      "https://api.iamport.kr 또는 샌드박스용 http://localhost 주소를 사용하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The value of an option cannot be used. `field` is its name; `problem` follows the name and says
 * what is wrong without the value.
 *
 * Cause: `timeout: "65"` without a unit, `timeout: 0`, `keepAlive: "-1 seconds"`,
 * `maxResponseBytes: Number.NaN`, `PORTONE_TIMEOUT=Infinity`.
 */
export class InvalidOption extends Schema.TaggedError<InvalidOption>()("InvalidOption", {
  field: Schema.Literals(["timeout", "connectTimeout", "keepAlive", "maxResponseBytes"]),
  problem: Schema.String,
  problemKo: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const { english, variable } = options[this.field]
    return `The option ${this.field} (${variable}) ${this.problem}. Nothing was sent and no money moved. ` +
      `Set it to ${english}, or leave it out.`
  }
  get messageKo() {
    const { korean, variable } = options[this.field]
    return `옵션 ${this.field}(${variable}): ${this.problemKo}. 아무 요청도 보내지 않았으며 환불되지 않았습니다. ` +
      `${korean} 지정하거나 생략하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * A way in which the environment of the process weakens every connection of `fetch`: `"tls"` turns
 * the certificate check off, `"proxy"` sends requests through a proxy.
 */
export type EnvironmentRisk = "tls" | "proxy"

/**
 * The environment weakens the connections of this transport. `settings` names the variables, flags
 * or objects that do so, never their values, because the address of a proxy may hold a password.
 *
 * Cause: `NODE_TLS_REJECT_UNAUTHORIZED=0`; `HTTPS_PROXY` with `NODE_USE_ENV_PROXY=1`; `HTTPS_PROXY`
 * under Bun or Deno; a proxy as undici's global dispatcher.
 */
export class InsecureEnvironment extends Schema.TaggedError<InsecureEnvironment>()("InsecureEnvironment", {
  risk: Schema.Literals(["tls", "proxy"]),
  settings: Schema.Array(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const { english } = environmentRisks[this.risk]
    return `${this.settings.join(", ")} ${english}, so credentials could be read on the way to PortOne. ` +
      "Nothing was sent and no money moved. " +
      `Unset it, or use NodeTransport on Node, which ignores it, or accept the risk with allowInsecureEnvironment: ["${this.risk}"].`
  }
  get messageKo() {
    const { korean } = environmentRisks[this.risk]
    return `${this.settings.join(", ")} 설정으로 ${korean} 인증 정보가 전송 중에 노출될 수 있습니다. ` +
      "아무 요청도 보내지 않았으며 환불되지 않았습니다. " +
      `설정을 해제하거나, Node에서는 이 설정을 따르지 않는 NodeTransport를 사용하거나, allowInsecureEnvironment: ["${this.risk}"]로 위험을 명시적으로 허용하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Everything that keeps a transport of this package from being built.
 */
export type SetupError = InvalidBaseUrl | InvalidOption | InsecureEnvironment | NodeTransportUnavailable

// internal

// PortOne accepts no plain http, so its own hosts get no advice to send it.
const englishOptIn = (part: string | undefined) =>
  isPortOneHost(part)
    ? ""
    : `; for a sandbox on another host, name that one host: allowPlainHttpTo: "${part ?? "sandbox"}"` +
      ` (PORTONE_ALLOW_PLAIN_HTTP_TO=${part ?? "sandbox"})`

const koreanOptIn = (part: string | undefined) =>
  isPortOneHost(part)
    ? ""
    : `다른 호스트의 샌드박스라면 그 호스트 하나를 allowPlainHttpTo: "${part ?? "sandbox"}"` +
      `(PORTONE_ALLOW_PLAIN_HTTP_TO=${part ?? "sandbox"})로 지정하고, 그 밖에는 `

type Sentence = (
  part: string | undefined
) => { readonly english: string; readonly korean: string; readonly subject?: string }

const baseUrlProblems: Readonly<Record<InvalidBaseUrl["problem"], Sentence>> = {
  "not-absolute": () => ({ english: "is not an absolute URL", korean: "절대 URL이 아닙니다" }),
  characters: () => ({
    english: "holds a blank, a control character, a backslash or a character outside ASCII",
    korean: "공백, 제어 문자, 역슬래시 또는 ASCII가 아닌 문자가 있습니다"
  }),
  "user-info": () => ({
    english: "holds a user name or password",
    korean: "사용자 이름이나 비밀번호가 포함되어 있습니다"
  }),
  "query-or-fragment": () => ({
    english: "holds a query or fragment",
    korean: "쿼리(?)나 프래그먼트(#)가 포함되어 있습니다"
  }),
  "not-https": (scheme) => ({ english: `is ${scheme} and not https:`, korean: `https:가 아니라 ${scheme}입니다` }),
  "not-encrypted": (host) => ({
    english: `sends credentials to ${host} without encryption`,
    korean: `${host}(으)로 인증 정보를 암호화 없이 보내게 됩니다`
  }),
  "plain-http-host": () => ({
    subject: "The option allowPlainHttpTo",
    english: "is not one host without scheme, port and pattern, or it is a host of PortOne",
    korean: "allowPlainHttpTo는 스킴·포트·패턴이 없는 호스트 하나여야 하며 포트원의 호스트는 지정할 수 없습니다"
  }),
  host: (host) => ({
    english: `names the host ${host}, which has an empty part or more than one reading`,
    korean: `호스트 ${host}에 빈 부분이 있거나 여러 가지로 해석될 수 있습니다`
  }),
  path: () => ({
    english: "holds a path that a URL parser rewrites",
    korean: "URL 파서가 다르게 해석하는 경로가 있습니다"
  })
}

const aboveZero = (example: string) => ({
  english: `a duration above 0 and of at most 24 days, such as "${example}"`,
  korean: `"${example}"처럼 0보다 길고 24일을 넘지 않는 시간으로`
})

const options = {
  timeout: { variable: "PORTONE_TIMEOUT", ...aboveZero("65 seconds") },
  connectTimeout: { variable: "PORTONE_CONNECT_TIMEOUT", ...aboveZero("5 seconds") },
  keepAlive: {
    variable: "PORTONE_KEEP_ALIVE",
    english: "0 or a duration of at most 24 days, such as \"2 seconds\"",
    korean: "0 또는 \"2 seconds\"처럼 24일을 넘지 않는 시간으로"
  },
  maxResponseBytes: {
    variable: "PORTONE_MAX_RESPONSE_BYTES",
    english: "a whole number of bytes from 1, such as 1048576",
    korean: "1048576처럼 1 이상의 정수(바이트)로"
  }
} as const

const environmentRisks = {
  tls: { english: "turns the check of certificates off", korean: "인증서 검증이 꺼져" },
  proxy: { english: "sends requests through a proxy", korean: "요청이 프록시를 거치게 되어" }
} as const
