/**
 * What of the log may leave the process; everything else is withheld.
 */
import type { AllowList } from "@effect-portone/logging"
import { logName } from "./shop/events.ts"
import { Kind } from "./shop/RefundEvent.ts"

/** In addition to the events of the library. */
export const logged: AllowList.Options = {
  keys: ["refund", "order", "outcome", "actor", "from", "address", "status", "incident", "limit"],
  messages: [
    ...Kind.literals.map(logName),
    "shop.alert",
    "shop.alert.sent",
    "shop.approval.waiting",
    "shop.denied",
    "shop.invalid",
    "shop.refund.ended",
    "shop.refund.stopped",
    "shop.request.died",
    "shop.look-after.failed"
  ]
}
