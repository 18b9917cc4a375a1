/**
 * Who may approve a refund, and what: the second person, the state, and the check of what approving
 * would send.
 */
import { Amount } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import type { Actor } from "../shop/Actor.ts"
import { hasRequested } from "../shop/events.ts"
import { isError } from "../shop/findings.ts"
import type { RefundEvent } from "../shop/RefundEvent.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import type { Limit } from "../shop/Settings.ts"
import * as E from "../shop/ShopError.ts"

/**
 * Does a refund wait for a second person? The limit is for the sum of all requests of the order, so
 * that it cannot be split between people.
 *
 * Units: major units. `requested`: what was requested of the order before.
 */
export const needsSecondPerson = (limit: Limit, requested: number, amount: number): boolean =>
  Amount.sum([requested, amount]) > limit.fourEyesAbove

/**
 * Why this person may not approve this refund. Only a manager who never requested it may, judged
 * from the events, because the row of a refund can be changed.
 */
export const whyNotByPerson = (
  actor: Actor,
  { key, state }: RefundRecord,
  events: ReadonlyArray<RefundEvent>
): E.ManagersOnly | E.FourEyes | E.NotNow | undefined =>
  actor.role !== "manager"
    ? new E.ManagersOnly()
    : hasRequested(events, actor.id)
    ? new E.FourEyes({ key })
    : state !== "waiting"
    ? new E.NotNow({ key, state })
    : undefined

/** Why it is neither placed nor approved: the check of what would be sent finds an error. */
export const whyNotAsRequested = (
  { impUid }: Pick<RefundRecord, "impUid">,
  findings: ReadonlyArray<CancelCheck.Finding>
): E.CheckRejected | undefined => {
  const [worst] = findings
  return worst !== undefined && isError(worst)
    ? new E.CheckRejected({ rejection: CancelCheck.errorOf(impUid, worst), findings })
    : undefined
}
