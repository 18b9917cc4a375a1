/**
 * The card numbers that are rejected; every other one is approved. They are those with which public
 * test suites met a rejection by the real API, so that a test of a rejected card can be written,
 * and such a suite runs as it is.
 */
import type { TextName } from "../texts.ts"
import { cardDigits } from "./requestFields.ts"

/** Why a payment with this card is rejected, or undefined. */
export const cardRejection = (cardNumber: unknown): TextName | undefined => REJECTED.get(cardDigits(cardNumber))

/** Every rejected number with its message. The README has the same list. */
export const REJECTED: ReadonlyMap<string, TextName> = new Map([
  ["1111111111111111", "cardNumberInvalid"],
  ["1234123412341234", "cardNumberInvalid"],
  ["9446038012341234", "cardNumberWrong"],
  ["4092023012341234", "cardNotAuthenticated"]
])
