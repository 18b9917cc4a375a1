import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Event, State, Step } from "../protocol/State.ts"
import { turn } from "../protocol/turn.ts"
import { LedgerFailed, type Shape } from "../RefundLedger.ts"
import * as LedgerText from "./ledgerText.ts"
import { toMinor } from "./snapshot.ts"

/** One step of the protocol, kept before anything is done about it; with the currency that the ledger knows the payment by. */
export const remember = (
  ledger: Shape,
  impUid: string,
  id: string,
  state: State,
  event: Event,
  currency: string | undefined,
  amount: number | "rest"
): Effect.Effect<{ readonly step: Step; readonly currency: string | undefined }, LedgerFailed> =>
  ledger.change(impUid, (text) => {
    const guard = LedgerText.read(Option.getOrUndefined(text))
    if (guard === undefined) return [undefined, text]
    // Before a look only the ledger knows what the amount is counted in.
    const counted = currency === undefined && guard.currency !== undefined && amount !== "rest"
      ? { ...state, ask: { ...state.ask, amount: toMinor(amount, guard.currency) } }
      : state
    const [step, kept] = turn(guard, id, counted, event)
    const known = { ...kept, currency: currency ?? guard.currency }
    return [
      { step, currency: known.currency },
      ledger.remembers && kept !== guard ? Option.some(LedgerText.write(known)) : text
    ]
  }).pipe(
    Effect.flatMap((taken) =>
      taken === undefined
        ? Effect.fail(
          new LedgerFailed({ impUid, problem: "it holds something that this version of the library cannot read" })
        )
        : Effect.succeed(taken)
    )
  )
