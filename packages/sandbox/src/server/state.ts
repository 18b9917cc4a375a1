/** Everything one server remembers, in one place, so that reset forgets all of it. */
import { Clock } from "./clock.ts"
import { Counters } from "./counters.ts"
import { FaultQueue } from "./fault-queue.ts"
import { Held } from "./held.ts"
import { Ledger } from "./ledger.ts"
import { Payments } from "./payments.ts"
import { Tokens } from "./tokens.ts"

/** What stays the same from start to close. */
export interface Settings {
  readonly key: string
  readonly secret: string
  /** Units: seconds. */
  readonly tokenLife: number
  /** Public sources disagree about the status of a partly cancelled payment. */
  readonly statusAfterPartial: "cancelled" | "paid"
}

/** The memory of one server. */
export interface State {
  readonly settings: Settings
  readonly clock: Clock
  readonly tokens: Tokens
  readonly payments: Payments
  readonly ledger: Ledger
  readonly faults: FaultQueue
  readonly counters: Counters
  readonly held: Held
}

/** An empty memory. */
export const makeState = (settings: Settings): State => ({
  settings,
  clock: new Clock(),
  tokens: new Tokens(settings.tokenLife),
  payments: new Payments(),
  ledger: new Ledger(),
  faults: new FaultQueue(),
  counters: new Counters(),
  held: new Held()
})

/** Forgets everything but the settings, and cuts the connections that faults are holding open. */
export const resetState = (state: State): void => {
  state.held.release()
  state.clock.reset()
  state.tokens.expire()
  state.payments.clear()
  state.ledger.clear()
  state.faults.clear()
  state.counters.clear()
}
