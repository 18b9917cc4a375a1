/** Everything one server remembers, in one place, so that reset forgets all of it. */
import { Tokens } from "./api/accessTokens.ts"
import { Ledger } from "./api/payments/ledger.ts"
import { Payments } from "./api/payments/paymentStore.ts"
import { Counters } from "./api/requestCounts.ts"
import { Webhooks, type WebhookSettings } from "./api/webhooks/webhooks.ts"
import { Clock } from "./clock.ts"
import { FaultQueue } from "./faults/faultQueue.ts"
import { Held } from "./faults/heldConnections.ts"
import { type RuleSettings, RuleSwitches } from "./rules/ruleSwitches.ts"
import { Agenda } from "./scheduler.ts"

/** What stays the same from start to close. */
export interface Settings {
  readonly key: string
  readonly secret: string
  /** Units: seconds. */
  readonly tokenLife: number
  /** Public sources disagree about the status of a partly cancelled payment. */
  readonly statusAfterPartial: "cancelled" | "paid"
  readonly rules: RuleSettings
  readonly webhook: WebhookSettings
  /** May webhooks go to other machines? */
  readonly allowRemote: boolean
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
  readonly rules: RuleSwitches
  readonly agenda: Agenda
  readonly webhooks: Webhooks
}

/** An empty memory. */
export const makeState = (settings: Settings): State => {
  const clock = new Clock()
  const agenda = new Agenda(clock)
  return {
    settings,
    clock,
    agenda,
    tokens: new Tokens(settings.tokenLife),
    payments: new Payments(),
    ledger: new Ledger(),
    faults: new FaultQueue(),
    counters: new Counters(),
    held: new Held(),
    rules: new RuleSwitches(settings.rules),
    webhooks: new Webhooks(clock, agenda, settings.webhook)
  }
}

/** Ends all timers, and cuts the connections that faults and webhooks are holding open. */
export const releaseState = (state: State): void => {
  state.held.release()
  state.webhooks.reset()
  state.agenda.clear()
}

/** Forgets everything but the settings. */
export const resetState = (state: State): void => {
  releaseState(state)
  state.clock.reset()
  state.tokens.expire()
  state.payments.clear()
  state.ledger.clear()
  state.faults.clear()
  state.counters.clear()
  state.rules.reset()
}
