/**
 * The tag by which a refund is recognised in the payment history.
 */
import { toJson } from "@effect-portone/core/PortOneError"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * Makes tags: 12 characters that only the holder of the secret can make. A tag on a receipt does
 * not reveal the refund key.
 *
 * Keep the secret for as long as refunds may be called again; with another secret, earlier refunds
 * are not recognised.
 */
export class RefundTag extends Context.Service<RefundTag, {
  readonly of: (impUid: string, key: string) => Effect.Effect<string>
}>()("@effect-portone/refunds/RefundTag") {}

/**
 * The secret is missing or too short to keep tags from being guessed.
 */
export class UnusableTagSecret extends Schema.TaggedError<UnusableTagSecret>()("UnusableTagSecret", {
  problem: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The refund tag secret ${this.problem}. No money moved. Set PORTONE_REFUND_TAG_SECRET to at least 32 random ` +
      "characters, such as `openssl rand -base64 32` prints, and give every process the same."
  }
  get messageKo() {
    return "환불 태그용 비밀 값이 없거나 너무 짧습니다. 환불된 금액은 없습니다. PORTONE_REFUND_TAG_SECRET을 32자 이상의 난수로 " +
      "설정하고(예: openssl rand -base64 32) 모든 프로세스에서 같은 값을 쓰세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Tags from a secret of at least 32 characters: the first 60 bits of HMAC-SHA-256 over payment and
 * key.
 */
export const layer = (secret: Redacted.Redacted<string>): Layer.Layer<RefundTag, UnusableTagSecret> =>
  Layer.effect(
    RefundTag,
    Effect.gen(function*() {
      if (Redacted.value(secret).length < 32) {
        return yield* new UnusableTagSecret({ problem: "has fewer than 32 characters" })
      }
      const mac = yield* Mac.Mac
      const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, encode(Redacted.value(secret))))
      return {
        of: (impUid, refundKey) =>
          // The lengths keep two different pairs of payment and key from giving the same text.
          mac.sign(key, encode(`${impUid.length}:${impUid}${refundKey.length}:${refundKey}`)).pipe(
            Effect.map((bytes) => base32(bytes).slice(0, LENGTH)),
            Effect.orDie
          )
      }
    })
  ).pipe(Layer.provide(Mac.layerWebCrypto.pipe(Layer.provide(SecureRandom.layerWebCrypto))))

/**
 * Tags from the secret in `PORTONE_REFUND_TAG_SECRET`.
 */
export const layerConfig: Layer.Layer<RefundTag, UnusableTagSecret | Config.ConfigError> = Layer.unwrap(
  Effect.map(Config.Redacted("PORTONE_REFUND_TAG_SECRET"), layer)
)

/**
 * Puts a tag in front of a reason, where a PG that cuts the reason keeps it: `[R7K3Q9M2X4TA] 단순
 * 변심`.
 */
export const write = (tag: string, reason: string | undefined): string =>
  Array.from(reason === undefined || reason === "" ? `[${tag}]` : `[${tag}] ${reason}`).slice(0, 256).join("")

/**
 * The tag in a reason of the payment history; undefined where there is none.
 */
export const read = (reason: string | undefined): string | undefined => /\[([A-Z2-7]{12})\]/.exec(reason ?? "")?.[1]

// internal

const LENGTH = 12
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// The converters of `effect/encoding` write UTF-8 on every platform; `TextEncoder` would need the
// types of one.
const encode = (text: string): Uint8Array => Result.getOrThrow(Hex.decode(Hex.encode(text)))

const base32 = (bytes: Uint8Array): string => {
  let text = ""
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8 | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += ALPHABET[buffer >> (bits - 5) & 31]
  }
  return text
}
