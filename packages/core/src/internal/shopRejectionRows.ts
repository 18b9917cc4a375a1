/**
 * The rows that a shop adds, in a file of their own, because the path of a cancel must not import
 * the table of sources.
 */
import * as Context from "effect/Context"
import type { ShopRow } from "./wire/rejectionJudgement.ts"

export const RejectionRows = /* @__PURE__ */ Context.Reference<ReadonlyArray<ShopRow>>(
  "@effect-portone/core/Rejection/Rows",
  { defaultValue: () => [] }
)
