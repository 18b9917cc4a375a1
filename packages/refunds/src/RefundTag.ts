/**
 * The tag by which a refund is recognised in the payment history.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { toJson } from "@effect-portone/core/PortOneError"
import * as Settings from "@effect-portone/core/Settings"
import * as VisibleText from "@effect-portone/core/VisibleText"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * Makes tags and recognises them. Only a holder of the secret can make a tag, and a tag does not
 * reveal the refund key.
 *
 * A tag is one word of 18 letters, written into `reason` in brackets: `[R7K3QZM2X4TAK7QX2M] 단순
 * 변심`. Its first 12 letters are the refund's id: 60 bits of HMAC-SHA-256 over payment and key. The
 * last 6 are a check: 30 bits of HMAC-SHA-256 over payment and id. The check distinguishes a tag
 * from other words in brackets, such as `[CANCELLATION]`, without knowing the key.
 *
 * - Two refunds of one payment get the same id with probability 2^-60; of 1,000 refunds of one
 *   payment, two do with probability 4 × 10^-13.
 * - A word of 18 letters that no secret made is taken for a tag with probability 2^-30 (one in
 *   10^9) for each secret.
 * - A tag of another payment is not recognised, so a copied reason is not taken for a tag.
 *
 * Keep a secret for as long as refunds may be called again: a secret that is replaced becomes a
 * previous one.
 */
export class RefundTag extends Context.Service<RefundTag, {
  /**
   * The ids of a refund, one for each secret, the current secret's first; and the tag to write,
   * which the current secret makes. The refund ledger stores a refund under its id.
   */
  readonly of: (impUid: string, key: string) => Effect.Effect<Tag>
  /**
   * The id in a word of 18 letters, if one of the secrets made it for this payment. Undefined
   * for other words, also those of 12 letters, which versions without a check wrote.
   */
  readonly authentic: (impUid: string, word: string) => Effect.Effect<string | undefined>
  /**
   * What identifies the secrets without revealing them: 12 letters each, the current secret's
   * first.
   */
  readonly fingerprints: ReadonlyArray<string>
}>()("@effect-portone/refunds/RefundTag") {}

/**
 * The tag of one refund.
 */
export interface Tag {
  readonly ids: readonly [current: string, ...previous: ReadonlyArray<string>]
  /** Units: 18 letters. */
  readonly tag: string
}

/**
 * A secret cannot be used for tags. It is missing, too short, or has a character that a person
 * cannot see, so that a second machine would easily get another secret.
 *
 * `previous` is the number of the previous secret, from 1; absent for the current secret.
 *
 * Cause: `PORTONE_REFUND_TAG_SECRET` with a line break at its end.
 */
export class UnusableTagSecret extends Schema.TaggedError<UnusableTagSecret>()("UnusableTagSecret", {
  problem: Schema.String,
  problemKo: Schema.optional(Schema.String),
  previous: Schema.optional(Schema.Int)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const advice = this.previous === undefined
      ? `Set ${CURRENT} to at least 32 random characters, such as \`openssl rand -base64 32\` prints, and give every ` +
        "process the same."
      : `Set ${PREVIOUS} to the secrets that were used before, separated by commas without blanks.`
    const which = this.previous === undefined ? "The" : `Previous secret ${this.previous}: the`
    return `${which} refund tag secret ${this.problem}. No money moved. ${advice}`
  }
  get messageKo() {
    const which = this.previous === undefined ? "환불 태그용 비밀 값" : `환불 태그용 이전 비밀 값 ${this.previous}번`
    const advice = this.previous === undefined
      ? `${CURRENT}을 32자 이상의 난수로 설정하고(예: openssl rand -base64 32) 모든 프로세스에서 같은 값을 쓰세요.`
      : `${PREVIOUS}에 이전에 쓰던 값을 공백 없이 쉼표로 구분해 설정하세요.`
    return `${which}을 쓸 수 없습니다(${this.problemKo ?? "값이 올바르지 않습니다"}). 환불된 금액은 없습니다. ${advice}`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The refund ledger has refunds of this payment whose tags were made by a secret that this process
 * does not have. It would not recognise them, so nothing more is sent.
 *
 * `fingerprints` are those of the missing secrets. They do not reveal a secret.
 *
 * Cause: the secret was replaced and not given as a previous one, or two machines have different
 * secrets.
 */
export class TagSecretUnknown extends Schema.TaggedError<TagSecretUnknown>()("TagSecretUnknown", {
  impUid: Schema.String,
  fingerprints: Schema.Array(Schema.String)
}) {
  /** A call of the key may have sent a cancel, also one with the other secret. */
  readonly moneyMoved = "unknown" as const
  /** Nothing is sent until the secret is known, so the same key may be called again. */
  readonly resend = "safe" as const
  override get message() {
    return `The refund ledger knows tags of ${this.impUid} that were made by another secret (fingerprint ${
      this.fingerprints.join(", ")
    }). Whether a call of the key moved money is not known. ` +
      `Give that secret in ${PREVIOUS}, or the same ${CURRENT} to every process, then call again with the same key.`
  }
  get messageKo() {
    return `결제 ${this.impUid}의 환불 장부에 다른 비밀 값으로 만든 태그가 있습니다(지문 ${
      this.fingerprints.join(", ")
    }). 이 키로 환불됐는지는 알 수 없습니다. ` +
      `그 값을 ${PREVIOUS}에 추가하거나 모든 프로세스의 ${CURRENT}을 같은 값으로 맞춘 뒤 같은 키로 다시 호출하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Whether a call may go on with the secrets it has, given the fingerprints that the refund ledger
 * has of the payment: the error if it may not. All of them are needed, because any of the payment's
 * refunds may be the one that this call asks for.
 */
export const unknownSecret = (
  impUid: string,
  recorded: ReadonlyArray<string>,
  { fingerprints }: Pick<RefundTag["Service"], "fingerprints">
): TagSecretUnknown | undefined => {
  const missing = recorded.filter((fingerprint) => !fingerprints.includes(fingerprint))
  return missing.length === 0 ? undefined : new TagSecretUnknown({ impUid, fingerprints: missing })
}

/**
 * Tags from a secret. `previous` are the secrets that were used before: their tags are recognised,
 * and new tags are made by the current secret. A previous secret that equals another is left out.
 *
 * Web Crypto makes them, or the `Mac` that is provided to the layer. On Node, `NodeCrypto.layerMac`
 * takes less CPU.
 *
 * Fails with `UnusableTagSecret`: a secret has fewer than 32 characters, or has a problem that
 * `VisibleText` of core finds.
 *
 * To replace a secret, first give every process the new one as a previous secret, then exchange the
 * two.
 */
export const layer = (
  secret: Redacted.Redacted<string>,
  options: { readonly previous?: ReadonlyArray<Redacted.Redacted<string>> | undefined } = {}
): Layer.Layer<RefundTag, UnusableTagSecret> =>
  Layer.effect(
    RefundTag,
    Effect.gen(function*() {
      const given = [secret, ...options.previous ?? []]
      const texts = new Set<string>()
      for (const [index, one] of given.entries()) {
        const text = Redacted.isRedacted(one) ? Redacted.value(one) : undefined
        const problem = secretProblem(text)
        if (problem !== undefined) {
          return yield* new UnusableTagSecret({
            problem: problem.english,
            problemKo: problem.korean,
            ...(index === 0 ? {} : { previous: index })
          })
        }
        texts.add(text as string)
      }
      const provided = yield* Effect.serviceOption(Mac.Mac)
      const mac = Option.isSome(provided) ? provided.value : Context.get(yield* Layer.build(webCrypto), Mac.Mac)
      const keys = yield* Effect.forEach(texts, (text) => Effect.orDie(Mac.key(Mac.hmacSha256, encode(text))))
      const letters = (key: Mac.Key, text: string, length: number) =>
        mac.sign(key, encode(text)).pipe(Effect.map((bytes) => base32(bytes).slice(0, length)), Effect.orDie)
      const idOf = (key: Mac.Key, impUid: string, refundKey: string) =>
        // The lengths keep two different pairs of payment and key from giving the same text.
        letters(key, `${impUid.length}:${impUid}${refundKey.length}:${refundKey}`, ID)
      // Begins with a letter and an id's text with a digit, so a check is never a part of an id.
      const checkOf = (key: Mac.Key, impUid: string, id: string) =>
        letters(key, `check${impUid.length}:${impUid}${id}`, CHECK)
      return {
        fingerprints: yield* Effect.forEach(keys, (key) => letters(key, "fingerprint", ID)),
        of: Effect.fnUntraced(function*(impUid, refundKey) {
          const ids = yield* Effect.forEach(keys, (key) => idOf(key, impUid, refundKey))
          const [id, ...previous] = ids as [string, ...ReadonlyArray<string>]
          return { ids: [id, ...previous], tag: id + (yield* checkOf(keys[0] as Mac.Key, impUid, id)) }
        }),
        authentic: Effect.fnUntraced(function*(impUid, word) {
          if (word.length !== ID + CHECK) return undefined
          const id = word.slice(0, ID)
          const checks = yield* Effect.forEach(keys, (key) => checkOf(key, impUid, id))
          return checks.includes(word.slice(ID)) ? id : undefined
        })
      }
    })
  )

/**
 * Tags from the secret in `PORTONE_REFUND_TAG_SECRET` and the previous secrets in
 * `PORTONE_REFUND_TAG_PREVIOUS_SECRETS`, which are separated by commas. The second may be absent.
 */
export const layerConfig: Layer.Layer<RefundTag, UnusableTagSecret | Settings.InvalidSettings> = Layer.unwrap(
  Effect.gen(function*() {
    const { previous, secret } = yield* Settings.all({
      secret: Config.Redacted(CURRENT),
      previous: Config.withDefault(Config.Redacted(PREVIOUS), Redacted.make(""))
    }).pipe(Effect.mapError(Settings.fromConfigError))
    const list = Redacted.value(previous)
    return layer(secret, { previous: list === "" ? [] : list.split(",").map((text) => Redacted.make(text)) })
  })
)

/**
 * Puts a tag in front of a reason, where a PG that cuts the reason keeps it: `[R7K3QZM2X4TAK7QX2M]
 * 단순 변심`. Units: at most 256 characters, the rest of the reason is cut.
 */
export const write = (tag: string, reason: string | undefined): string =>
  Array.from(reason === undefined || reason === "" ? `[${tag}]` : `[${tag}] ${reason}`).slice(0, 256).join("")

/**
 * Every word in brackets that may be a tag: 12 or 18 letters, at any place of a reason of the
 * payment history, because PGs put words of their own in front. Each word once; at most 64, more
 * than a reason of 256 characters can have. Only `authentic`, or an id that is known, makes such a
 * word a tag.
 *
 * ```ts
 * import { RefundTag } from "@effect-portone/refunds"
 *
 * RefundTag.words("[PARTIALCANCL] [R7K3QZM2X4TAK7QX2M] 단순 변심")
 * // => ["PARTIALCANCL", "R7K3QZM2X4TAK7QX2M"]
 * RefundTag.words("[고객] 단순 변심") // => []
 * ```
 */
export const words = (reason: string | undefined): ReadonlyArray<string> => {
  const found = new Set<string>()
  for (const [, word] of (reason ?? "").matchAll(/\[([A-Z2-7]{12}(?:[A-Z2-7]{6})?)\]/g)) {
    if (found.size === 64) break
    found.add(word as string)
  }
  return [...found]
}

/**
 * What the words of a reason are: `ids` of tags that one of the secrets made for this payment, and
 * the other `words`. A word of 12 letters is among the words, also if it is the id of a refund.
 */
export const read = Effect.fnUntraced(function*(impUid: string, reason: string | undefined) {
  const { authentic } = yield* RefundTag
  const ids: Array<string> = []
  const others: Array<string> = []
  for (const word of words(reason)) {
    const id = yield* authentic(impUid, word)
    if (id === undefined) others.push(word)
    else ids.push(id)
  }
  return { ids, words: others }
})

// internal

// Units: letters of 5 bits.
const ID = 12
const CHECK = 6
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const CURRENT = "PORTONE_REFUND_TAG_SECRET"
const PREVIOUS = "PORTONE_REFUND_TAG_PREVIOUS_SECRETS"

const secretProblem = (text: unknown): Bilingual | undefined =>
  typeof text !== "string"
    ? { english: "must be a Redacted string", korean: "Redacted 문자열이어야 합니다" }
    : VisibleText.problem(text) ?? (text.includes(",")
      ? { english: "has a comma, which separates secrets", korean: "비밀 값을 구분하는 쉼표가 들어 있습니다" }
      : Array.from(text).length < 32
      ? { english: "has fewer than 32 characters", korean: "32자보다 짧습니다" }
      : undefined)

const webCrypto = Mac.layerWebCrypto.pipe(Layer.provide(SecureRandom.layerWebCrypto))

// The converters of `effect/encoding` write UTF-8 on every platform; `TextEncoder` would need the
// types of one.
const encode = (text: string): Uint8Array => Result.getOrThrow(Hex.decode(Hex.encode(wellFormed(text))))

// UTF-8 has one code for all unpaired surrogates, and different keys must not get the same tag.
const wellFormed = (text: string): string => /\p{Surrogate}/u.test(text) ? `json${JSON.stringify(text)}` : text

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
