/**
 * The calls of the control API `/_sandbox`, with which a test prepares and inspects the sandbox.
 */
import { annotation } from "../api/payments/annotation.ts"
import { json } from "../http/reply.ts"
import { resetState } from "../state.ts"
import type { Action } from "./action.ts"
import { moveClock, showClock } from "./clockActions.ts"
import { consoleCancel } from "./consoleCancel.ts"
import { deposit } from "./deposit.ts"
import { addFaults, clearFaults, listFaults } from "./faultActions.ts"
import { mistake } from "./mistake.ts"
import { pgCancel } from "./pgCancel.ts"
import { revert } from "./revert.ts"
import { listRules, switchRules } from "./ruleActions.ts"
import { seedPayments } from "./seedPayments.ts"
import { settlePending } from "./settlePending.ts"
import { listWebhooks, setWebhook, showWebhook } from "./webhookActions.ts"

/** Every call. The README has the same list. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  "POST payments": seedPayments,
  "GET payments/:id": (state, _wanted, argument) => {
    const payment = state.payments.find(safeDecode(argument))
    return payment === undefined ? mistake("no such payment", 404) : json(200, annotation(payment))
  },
  "GET ledger": (state, _wanted, _argument, query) =>
    json(200, state.ledger.entries(query.get("imp_uid") ?? undefined)),
  "GET requests": (state) => json(200, state.requestCounts.snapshot()),
  "POST faults": addFaults,
  "GET faults": listFaults,
  "DELETE faults": clearFaults,
  "GET clock": showClock,
  "POST clock": moveClock,
  "GET rules": listRules,
  "POST rules": switchRules,
  "GET webhook": showWebhook,
  "POST webhook": setWebhook,
  "GET webhooks": listWebhooks,
  "POST settle": settlePending,
  "POST deposit": deposit,
  "POST console-cancel": consoleCancel,
  "POST pg-cancel": pgCancel,
  "POST revert": revert,
  "POST reset": (state) => {
    resetState(state)
    return json(200, { reset: true })
  }
}

// internal

const safeDecode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
