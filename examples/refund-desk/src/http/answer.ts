/**
 * How a refund is shown, and with which status.
 */
import type { RefundOutcome } from "@effect-portone/refunds"
import type { Response } from "express"
import { afterComparing } from "../shop/afterComparing.ts"
import type { RefundRecord, RefundState } from "../shop/RefundRecord.ts"
import { NotNow } from "../shop/ShopError.ts"
import { type Problem, problemOf } from "./problem.ts"
import type { Problematic } from "./problematic.ts"
import { problems } from "./problems.ts"

/** The status of the answer to a `POST` that began, found or moved on a refund in this state. */
export const statusOf: Record<RefundState, number> = {
  succeeded: 201,
  "by-hand": 200,
  waiting: 202,
  running: 202,
  pending: 202,
  unknown: 202,
  rejected: problems.Rejected.status,
  "not-refunded": problems.NotRefunded.status,
  invalid: problems.KeyReused.status,
  withdrawn: problems.Withdrawn.status,
  declined: problems.Declined.status,
  closed: problems.Closed.status
}

/** Where a refund's state can be read. */
export const urlOf = (key: string): string => `/refunds/${encodeURIComponent(key)}`

/** A refund in JSON, without its refund account. */
export const shown = (record: RefundRecord) => {
  const { amount, createdAt, currency, decidedBy, key, orderId, outcome, reason, requestedBy, state, updatedAt } =
    record
  return {
    key,
    orderId,
    amount,
    currency,
    reason,
    state,
    requestedBy,
    decidedBy,
    createdAt,
    updatedAt,
    href: urlOf(key),
    ...(outcome?._tag === "Succeeded" ? { refunded: outcome.amount, certain: outcome.certain } : {}),
    ...(outcome?._tag === "Rejected" || outcome?._tag === "NotRefunded" ? { next: outcome.next } : {}),
    ...(outcome?._tag === "Undetermined" ? { unknown: unknownOf(outcome) } : {})
  }
}

/** Answers with a refund: 201, 202 and its address, or the problem it ended in. */
export const answerRefund = (response: Response, record: RefundRecord): void => {
  const status = statusOf[record.state]
  response.location(urlOf(record.key))
  if (status === 202) response.set("Retry-After", "2")
  if (status < 300) return void response.status(status).json(shown(record))
  answerProblem(response, { ...endOf(record), status, refund: shown(record) })
}

/** Answers with an error. */
export const answerError = (response: Response, error: Problematic): void => {
  const problem = problemOf(error)
  response.locals["problem"] = error._tag
  if (problem.status === 401) response.set("WWW-Authenticate", "Bearer realm=\"demo\"")
  if (problem.status === 503) response.set("Retry-After", "2")
  answerProblem(response, problem)
}

// internal

const unknownOf = (outcome: RefundOutcome.Undetermined) => {
  const { cause, evidence, isLocked, message, messageKo, next } = outcome
  return { cause, evidence, next, isLocked, message, messageKo, afterComparing: afterComparing(outcome) }
}

const answerProblem = (response: Response, problem: Problem): void => {
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem))
}

const endOf = ({ key, outcome, state }: RefundRecord): Problem => {
  switch (outcome?._tag) {
    case "Rejected":
    case "NotRefunded":
      return problemOf(outcome)
    case "Invalid":
      return problemOf({ _tag: outcome.error, message: outcome.problem })
  }
  switch (state) {
    case "declined":
      return problemOf({ _tag: "Declined" })
    case "withdrawn":
      return problemOf({ _tag: "Withdrawn" })
    case "closed":
      return problemOf({ _tag: "Closed" })
    default:
      // How it ended was stored by an earlier version, and cannot be read.
      return problemOf(new NotNow({ key, state }))
  }
}
