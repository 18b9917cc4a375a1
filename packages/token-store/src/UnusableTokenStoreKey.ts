/**
 * ERROR: the key that locks stored tokens is missing or unusable.
 */
import * as Schema from "effect/Schema"

/**
 * The key that tokens would be locked with is missing or cannot be used, so the store was not opened.
 *
 * Cause: `PORTONE_TOKEN_STORE_KEY` is not set, or is not the base64 text of 32 bytes.
 */
export class UnusableTokenStoreKey extends Schema.TaggedError<UnusableTokenStoreKey>()("UnusableTokenStoreKey", {
  setting: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The token store key ${this.setting} ${this.problem}. No money moved and no token was stored. ` +
      "Make one with `openssl rand -base64 32` and give the same one to every process that shares the store."
  }
}
