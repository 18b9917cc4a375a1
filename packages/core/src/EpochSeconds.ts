/**
 * UNIX seconds as PortOne writes them.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/**
 * Reads a moment that may not have happened.
 *
 * Units: UNIX seconds in, an instant out.
 * Spec: "결제완료시점 (UNIX timestamp)" is typed `string`, and the page's own sample shows the number 0 (SPEC.md C4).
 * `0`, `"0"`, `""`, `null` and an absent field all mean "did not happen".
 *
 * ```ts
 * import { EpochSeconds } from "@effect-portone/core"
 *
 * EpochSeconds.decode(0)._tag // => "None"
 * EpochSeconds.decode("1712634724")._tag // => "Some"
 * ```
 */
export const decode = (wire: unknown): Option.Option<DateTime.Utc> => {
  const seconds = typeof wire === "number" ? wire : typeof wire === "string" && wire.trim() !== "" ? Number(wire) : 0
  return seconds > 0 && seconds <= LAST_SECOND ? Option.some(DateTime.makeUnsafe(seconds * 1000)) : Option.none()
}

// The last instant an ECMAScript date can hold.
const LAST_SECOND = 8_640_000_000_000
