/**
 * ERROR: a key that encrypts stored tokens is missing or unusable.
 */
import * as PortOneError from "@effect-portone/core/PortOneError"
import * as Schema from "effect/Schema"

/**
 * The key that encrypts tokens is missing or cannot be used, so the store was not opened.
 *
 * Units: `bytes` is the length of a key of the wrong length.
 * Cause: `PORTONE_TOKEN_STORE_KEY` is not set, or is not the base64 text of 32 bytes.
 */
export class UnusableTokenStoreKey extends Schema.TaggedError<UnusableTokenStoreKey>()("UnusableTokenStoreKey", {
  setting: Schema.Literals(["PORTONE_TOKEN_STORE_KEY", "PORTONE_TOKEN_STORE_PREVIOUS_KEYS"]),
  problem: Schema.Literals(["not-set", "unreadable", "empty", "not-base64", "wrong-length", "no-webcrypto"]),
  bytes: Schema.optional(Schema.Int)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The token store key ${this.setting} ${problems[this.problem].english(this.bytes)}. ` +
      "No money moved and no token was stored. " +
      "Make one with `openssl rand -base64 32` and give the same one to every process that shares the store."
  }
  get messageKo() {
    return `토큰 저장소 키(${this.setting})${problems[this.problem].korean(this.bytes)}. ` +
      "환불은 실행되지 않았고 토큰도 저장되지 않았습니다. " +
      "`openssl rand -base64 32`로 키를 만들어 저장소를 함께 쓰는 모든 프로세스에 같은 값을 설정하세요."
  }
  override toJSON() {
    return PortOneError.toJson(this)
  }
}

// internal

type Problem = UnusableTokenStoreKey["problem"]
type Words = (bytes: number | undefined) => string

const problems: Readonly<Record<Problem, { readonly english: Words; readonly korean: Words }>> = {
  "not-set": { english: () => "is not set", korean: () => "가 설정되지 않았습니다" },
  unreadable: {
    english: () => "could not be read from the configuration",
    korean: () => "를 설정에서 읽지 못했습니다"
  },
  empty: { english: () => "is empty", korean: () => "가 비어 있습니다" },
  "not-base64": { english: () => "is not base64 text", korean: () => "가 base64 문자열이 아닙니다" },
  "wrong-length": {
    english: (bytes) => `holds ${bytes} bytes instead of 32`,
    korean: (bytes) => `의 길이가 32바이트가 아니라 ${bytes}바이트입니다`
  },
  "no-webcrypto": {
    english: () => "cannot be used, because WebCrypto is missing here",
    korean: () => "를 사용할 수 없습니다(이 환경에 WebCrypto가 없습니다)"
  }
}
