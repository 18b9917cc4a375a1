/**
 * What of the log may leave the process; everything else is withheld.
 */
import type { AllowList } from "@effect-portone/logging"

/** In addition to the events of the library. */
export const logged: AllowList.Options = {
  keys: ["refund", "order", "outcome"],
  messages: ["shop.refund.ended", "shop.refund.stopped", "shop.request.died", "shop.look-after.failed"]
}
