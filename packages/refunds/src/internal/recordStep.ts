import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Event, State, Step } from "../protocol/state.ts"
import { turn } from "../protocol/turn.ts"
import { LedgerFailed, type RefundLedger } from "../RefundLedger.ts"
import * as LedgerText from "./ledgerText.ts"
import { toMinor } from "./snapshot.ts"

/** One refund in a ledger. */
export interface Entry {
  readonly ledger: RefundLedger
  readonly impUid: string
  /** What the refund is stored under: its tag, which does not reveal the key. */
  readonly id: string
  /** Units: major units. */
  readonly amount: number | "rest"
}

interface Recorded {
  readonly step: Step
  /** The currency of the payment, from the look-up or from the ledger. */
  readonly currency: string | undefined
}

/** Takes one step of the protocol, and stores it before its command is carried out. */
export const recordStep = (
  { amount, id, impUid, ledger }: Entry,
  state: State,
  event: Event,
  currency: string | undefined
): Effect.Effect<Recorded, LedgerFailed> =>
  ledger.change(impUid, (text): readonly [Recorded | undefined, Option.Option<string>] => {
    const before = LedgerText.read(Option.getOrUndefined(text))
    if (before === undefined) return [undefined, text]
    // Before a look-up, only the ledger knows the currency that the amount is counted in.
    const counted = currency === undefined && before.currency !== undefined && amount !== "rest"
      ? { ...state, ask: { ...state.ask, amount: toMinor(amount, before.currency) } }
      : state
    const [step, after] = turn(before, id, counted, event)
    const known = { ...after, currency: currency ?? before.currency }
    return [
      { step, currency: known.currency },
      // Without a currency the amount has no meaning yet, and nothing was sent.
      ledger.stores && after !== before && known.currency !== undefined ? Option.some(LedgerText.write(known)) : text
    ]
  }).pipe(
    Effect.flatMap((recorded) =>
      recorded === undefined
        ? Effect.fail(new LedgerFailed({ impUid, problem: "this version of the library cannot read its text" }))
        : Effect.succeed(recorded)
    )
  )
