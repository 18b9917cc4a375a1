import type { RefundEvent } from "../../shop/RefundEvent.ts"
import type { RefundRecord } from "../../shop/RefundRecord.ts"

/**
 * A refund with the name of its order and with its events, oldest first.
 */
export interface Named {
  readonly refund: RefundRecord
  readonly orderTitle: string
  readonly events: ReadonlyArray<RefundEvent>
}
