/**
 * PORT: stores an access token where other processes can read it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { toJson } from "./PortOneError.ts"

/**
 * A stored token.
 *
 * Units: `expiresAt` in milliseconds since 1970, by the clock of the machine that stored it.
 */
export interface StoredToken {
  readonly token: Redacted.Redacted<string>
  readonly expiresAt: number
}

/**
 * The store failed. The only cost is one more token request, because a store is a cache. `problem`
 * and its Korean are an adapter's description, without names, values and addresses.
 *
 * Cause: the store is unreachable, full, or slower than `storeTimeout`.
 */
export class TokenStoreFailed extends Schema.TaggedError<TokenStoreFailed>()("TokenStoreFailed", {
  operation: Schema.Literals(["get", "set", "clear"]),
  problem: Schema.String,
  problemKo: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "safe" as const
  override get message() {
    return `The token store could not ${this.operation} (${this.problem}). No money moved. ` +
      "A new token is requested instead; check the store."
  }
  get messageKo() {
    const problem = this.problemKo === undefined ? "" : `: ${this.problemKo}`
    return `토큰 저장소 작업에 실패했습니다(${this.operation}${problem}). 환불되지 않았습니다. ` +
      "대신 새 토큰을 발급받습니다. 저장소를 확인하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Stores tokens by account (the API key), so that several merchants can share a store. Every
 * adapter guarantees:
 *
 * - `get` returns what was set for the same account, and for no other account;
 * - `clear` removes the given token, and keeps a newer one;
 * - a missing, expired or unreadable entry is `None`, not a failure;
 * - logs, errors and key names contain neither account nor token in plain text.
 *
 * `@effect-portone/sandbox/conformance` tests these guarantees.
 */
export class TokenStore extends Context.Service<TokenStore, {
  readonly get: (account: Redacted.Redacted<string>) => Effect.Effect<Option.Option<StoredToken>, TokenStoreFailed>
  readonly set: (account: Redacted.Redacted<string>, entry: StoredToken) => Effect.Effect<void, TokenStoreFailed>
  readonly clear: (
    account: Redacted.Redacted<string>,
    token: Redacted.Redacted<string>
  ) => Effect.Effect<void, TokenStoreFailed>
}>()("@effect-portone/core/TokenStore") {}

/**
 * Stores tokens in the memory of this process. To share them among processes, use
 * `@effect-portone/token-store`.
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, () => {
  const entries = new Map<string, StoredToken>()
  return {
    get: (account) =>
      Effect.map(
        Clock.currentTimeMillis,
        (now) =>
          Option.filter(Option.fromUndefinedOr(entries.get(Redacted.value(account))), (entry) => entry.expiresAt > now)
      ),
    set: (account, entry) => Effect.sync(() => void entries.set(Redacted.value(account), entry)),
    clear: (account, token) =>
      Effect.sync(() => {
        const entry = entries.get(Redacted.value(account))
        if (entry !== undefined && Redacted.value(entry.token) === Redacted.value(token)) {
          entries.delete(Redacted.value(account))
        }
      })
  }
})
