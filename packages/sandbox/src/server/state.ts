/** Everything one server stores, in one place, so that a reset removes all of it. */
import { AccessTokens } from "./api/accessTokens.ts"
import { Bounded } from "./api/checkout/bounded.ts"
import type { Customer } from "./api/checkout/customer.ts"
import type { PreparedAmount } from "./api/checkout/preparedAmount.ts"
import { Ledger } from "./api/payments/ledger.ts"
import { PaymentStore } from "./api/payments/paymentStore.ts"
import { RequestCounts } from "./api/requestCounts.ts"
import { Webhooks } from "./api/webhooks/webhooks.ts"
import { StoredBytes } from "./caps.ts"
import { Clock } from "./clock.ts"
import { FaultQueue } from "./faults/faultQueue.ts"
import { HeldConnections } from "./faults/heldConnections.ts"
import { RequestLog } from "./requestLog.ts"
import { RuleSwitches } from "./rules/ruleSwitches.ts"
import { Scheduler } from "./scheduler.ts"
import type { Settings } from "./settings.ts"

/** The state of one server. */
export interface State {
  readonly settings: Settings
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly tokens: AccessTokens
  readonly payments: PaymentStore
  readonly prepared: Bounded<PreparedAmount>
  readonly customers: Bounded<Customer>
  readonly ledger: Ledger
  readonly faults: FaultQueue
  readonly requestCounts: RequestCounts
  readonly heldConnections: HeldConnections
  readonly rules: RuleSwitches
  readonly webhooks: Webhooks
  readonly storedBytes: StoredBytes
  readonly requestLog: RequestLog
}

/** An empty state. */
export const makeState = (settings: Settings): State => {
  const clock = new Clock(settings.now, settings.clock)
  const scheduler = new Scheduler(clock)
  return {
    settings,
    clock,
    scheduler,
    tokens: new AccessTokens(settings.tokenLife),
    payments: new PaymentStore(),
    prepared: new Bounded(),
    customers: new Bounded(),
    ledger: new Ledger(),
    faults: new FaultQueue(),
    requestCounts: new RequestCounts(),
    heldConnections: new HeldConnections(),
    rules: new RuleSwitches(settings.rules),
    webhooks: new Webhooks(clock, scheduler, settings.webhook, settings.allowRemote),
    storedBytes: new StoredBytes(),
    requestLog: new RequestLog(settings.log)
  }
}

/** Clears all timers, and closes the connections that faults and webhooks keep open. */
export const releaseState = (state: State): void => {
  state.heldConnections.release()
  state.webhooks.reset()
  state.scheduler.clear()
}

/** Resets everything but the settings. */
export const resetState = (state: State): void => {
  releaseState(state)
  state.clock.reset()
  state.tokens.expire()
  state.payments.clear()
  state.prepared.clear()
  state.customers.clear()
  state.ledger.clear()
  state.faults.clear()
  state.requestCounts.clear()
  state.rules.reset()
  state.storedBytes.clear()
  state.requestLog.clear()
}
