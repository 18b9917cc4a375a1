import * as Result from "effect/Result"
import type { Bilingual } from "../../Bilingual.ts"
import { InvalidRequest } from "../../CancelError.ts"
import type { PaymentKey } from "../../PaymentKey.ts"
import { lengths } from "../request/lengths.ts"

/**
 * The path of a look-up of one payment, and the id in it.
 */
export const pathOfOne = (
  key: PaymentKey,
  includeSandbox: boolean
): Result.Result<{ readonly id: string; readonly path: string }, InvalidRequest> => {
  const { impUid, merchantUid } = Object(key) as Partial<Record<"impUid" | "merchantUid", unknown>>
  return impUid === undefined
    ? Result.map(segmentOf("merchantUid", merchantUid, lengths.merchantUid.atMost), ({ id, segment }) => ({
      id,
      path: `/payments/find/${segment}`
    }))
    : Result.map(segmentOf("impUid", impUid, lengths.impUid.atMost), ({ id, segment }) => ({
      id,
      path: `/payments/${segment}${includeSandbox ? "?include_sandbox=true" : ""}`
    }))
}

/**
 * The path of a look-up of up to 100 payments.
 */
export const pathOfMany = (impUids: ReadonlyArray<string>): Result.Result<string, InvalidRequest> =>
  impUids.length > 100
    ? Result.fail(invalid("impUids", {
      english: `must be at most 100, are ${impUids.length}`,
      korean: `최대 100개까지 조회할 수 있는데 ${impUids.length}개입니다`
    }))
    : Result.map(
      Result.all(impUids.map((impUid) => segmentOf("impUids", impUid, lengths.impUid.atMost))),
      (parts) => `/payments?${parts.map(({ segment }) => `imp_uid%5B%5D=${segment}`).join("&")}`
    )

// internal

const segmentOf = (
  field: string,
  id: unknown,
  atMost: number
): Result.Result<{ readonly id: string; readonly segment: string }, InvalidRequest> =>
  typeof id !== "string" || id === "" || Array.from(id).length > atMost
    ? Result.fail(invalid(field, {
      english: `must be 1 to ${atMost} characters`,
      korean: `1자 이상 ${atMost}자 이하여야 합니다`
    }))
    // A lone surrogate has no UTF-8 form; "." and ".." are path steps.
    : id === "." || id === ".." || /\p{Surrogate}/u.test(id)
    ? Result.fail(invalid(field, { english: "cannot be part of a URL", korean: "URL에 쓸 수 없습니다" }))
    : Result.succeed({ id, segment: encodeURIComponent(id) })

const invalid = (field: string, { english, korean }: Bilingual) =>
  new InvalidRequest({ field, problem: english, korean: { problem: korean } })
