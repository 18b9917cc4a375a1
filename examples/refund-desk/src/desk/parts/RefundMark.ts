/**
 * Where a refund stands, in a word with its shape.
 */
import type { RefundRecord, RefundState } from "../../shop/RefundRecord.ts"
import type { Html } from "../text/Html.ts"
import type { View } from "../View.ts"
import { chip, type Shape, type Tone } from "./Marks.ts"

/**
 * The state of a refund. `isTakenBack`: it was made, and the payment history does not have it any
 * more.
 */
export const refundMark = ({ texts }: View, { state }: RefundRecord, isTakenBack = false): Html =>
  isTakenBack ? chip("triangle", "doubt", texts.takenBackState) : chip(...looks[state], texts.states[state])

// internal

const looks: Readonly<Record<RefundState, readonly [Shape, Tone]>> = {
  waiting: ["pause", "wait"],
  running: ["clock", "wait"],
  succeeded: ["tick", "good"],
  "by-hand": ["tick", "good"],
  pending: ["clock", "wait"],
  unknown: ["triangle", "doubt"],
  rejected: ["cross", "bad"],
  "not-refunded": ["cross", "bad"],
  invalid: ["cross", "bad"],
  withdrawn: ["cross", "plain"],
  declined: ["cross", "plain"],
  closed: ["cross", "plain"]
}
