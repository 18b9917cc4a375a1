/** Which payments a caller may see. */
import type { Payment } from "./payment.ts"

/**
 * With a `Tier` header only that sub-merchant's payments, without it only the representative's own.
 *
 * Assumes: this is the simplest reading; what the real API shows across tiers is not public.
 */
export const isVisible = (payment: Payment, tier: string | undefined): boolean => payment.row.tier === tier
