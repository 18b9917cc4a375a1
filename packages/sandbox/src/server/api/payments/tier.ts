/** Sub-merchants (하위상점): the form of their codes, and which payments they see. */
import type { Payment } from "./payment.ts"

/** Is this exactly three upper-case letters or digits? */
export const isTier = (code: string): boolean => /^[A-Z0-9]{3}$/.test(code)

/**
 * With a `Tier` header only the payments of that sub-merchant are visible, without it only those of
 * the representative merchant.
 *
 * Assumes: this is the simplest reading; what the real API shows across tiers is not public.
 */
export const isVisible = (payment: Payment, tier: string | undefined): boolean => payment.row.tier === tier
