import type { PaymentKey } from "../../PaymentKey.ts"

interface Ids {
  readonly impUid: string | undefined
  readonly merchantUid: string | undefined
}

/**
 * Whether a response is about another payment than the one that was asked for.
 *
 * PortOne finds the payment by impUid where there is one, so a merchantUid next to it decides only
 * if the response has no imp_uid (SPEC.md C13). A response without an id is about this request.
 */
export const isAnotherPayment = (key: PaymentKey, { impUid, merchantUid }: Ids): boolean =>
  key.impUid !== undefined && impUid !== undefined
    ? impUid !== key.impUid
    : key.merchantUid !== undefined && merchantUid !== undefined && merchantUid !== key.merchantUid
