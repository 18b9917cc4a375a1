import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/**
 * Reads an instant of PortOne's. `0`, `"0"`, `""`, `null` and an absent field mean "did not
 * happen".
 *
 * Units: UNIX seconds in, an instant out.
 * Spec: "결제완료시점 (UNIX timestamp)" has the type `string`, and the sample next to it shows the
 * number 0 (SPEC.md C4).
 */
export const epochSeconds = (wire: unknown): Option.Option<DateTime.Utc> => {
  const seconds = typeof wire === "number" ? wire : typeof wire === "string" && wire.trim() !== "" ? Number(wire) : 0
  return seconds > 0 && seconds <= LAST_SECOND ? Option.some(DateTime.makeUnsafe(seconds * 1000)) : Option.none()
}

// internal

// The last instant of an ECMAScript date.
const LAST_SECOND = 8_640_000_000_000
