import * as Result from "effect/Result"
import type { Bilingual } from "../../Bilingual.ts"
import { InvalidRequest } from "../../CancelError.ts"
import type { PaymentKey } from "../../PaymentKey.ts"
import { kindProblem } from "../request/amountProblem.ts"
import { impUidProblem } from "../request/impUidProblem.ts"
import { lengths } from "../request/lengths.ts"

/**
 * The statuses that a look-up can ask for, as PortOne spells them. `all` means every status.
 */
export const statuses = ["all", "ready", "paid", "cancelled", "failed"] as const

/**
 * The routes of a look-up of one payment.
 */
export interface Route {
  /** The id in the path, as errors show it. */
  readonly id: string
  readonly path: string
  /** A page of all attempts with this order id, where the look-up has to choose one of them. */
  readonly attempts?: (page: number) => string
}

/**
 * The route of a look-up of one payment.
 */
export const routeOfOne = (
  key: PaymentKey,
  includeSandbox: boolean,
  status: unknown
): Result.Result<Route, InvalidRequest> => {
  const { impUid, merchantUid } = Object(key) as Partial<Record<"impUid" | "merchantUid", unknown>>
  if (status !== undefined && !isStatus(status)) return Result.fail(invalid("status", unknownStatus))
  if (impUid !== undefined) {
    if (status !== undefined) return Result.fail(invalid("status", onlyByOrder))
    return Result.map(impUidSegment("impUid", impUid), ({ id, segment }) => ({
      id,
      path: `/payments/${segment}${includeSandbox ? "?include_sandbox=true" : ""}`
    }))
  }
  return Result.map(merchantUidSegment(merchantUid), ({ id, segment }): Route => {
    const path = `/payments/find/${segment}`
    if (status === "all") return { id, path }
    if (status !== undefined) return { id, path: `${path}/${status}` }
    return {
      id,
      path,
      attempts: (page) => `/payments/findAll/${segment}?page=${page}&limit=${ATTEMPTS_A_PAGE}&sorting=-started`
    }
  })
}

/**
 * The path of a look-up of up to 100 payments.
 */
export const pathOfMany = (impUids: ReadonlyArray<string>): Result.Result<string, InvalidRequest> =>
  !Array.isArray(impUids)
    ? Result.fail(invalid("impUids", kindProblem("a list", "목록이어야", impUids)))
    : impUids.length > 100
    ? Result.fail(invalid("impUids", {
      english: `must be at most 100, are ${impUids.length}`,
      korean: `최대 100개까지 조회할 수 있는데 ${impUids.length}개입니다`
    }))
    : Result.map(
      Result.all(impUids.map((impUid) => impUidSegment("impUids", impUid))),
      (parts) => `/payments?${parts.map(({ segment }) => `imp_uid%5B%5D=${segment}`).join("&")}`
    )

/**
 * The path of one page of the payments with a status.
 *
 * Units: `from` and `to` in UNIX seconds, both included. Without `to`, PortOne takes its own time;
 * without `from`, the 90 days before `to`.
 */
export const pathOfPage = ({ from, page, size, status, to }: {
  readonly status: typeof statuses[number]
  readonly page: number
  readonly size: number
  readonly from?: number | undefined
  readonly to?: number | undefined
}): string =>
  // A payment keeps its place in the order by start time, also when its status changes.
  `/payments/status/${status}?page=${page}&limit=${size}&sorting=-started` +
  (from === undefined ? "" : `&from=${from}`) + (to === undefined ? "" : `&to=${to}`)

/**
 * Whether a look-up can ask for this status. Callers without types may pass any value.
 */
export const isStatus = (status: unknown): status is typeof statuses[number] =>
  statuses.some((known) => known === status)

/**
 * Why a status is rejected.
 */
export const unknownStatus: Bilingual = {
  english: `must be one of ${statuses.join(", ")}`,
  korean: `${statuses.join(", ")} 중 하나여야 합니다`
}

export const invalid = (field: string, { english, korean }: Bilingual) =>
  new InvalidRequest({ field, problem: english, korean: { problem: korean } })

// internal

// A response has at most 1 MiB by default; 100 payments have far less.
const ATTEMPTS_A_PAGE = 100

interface Segment {
  readonly id: string
  readonly segment: string
}

const impUidSegment = (field: string, id: unknown): Result.Result<Segment, InvalidRequest> => {
  const problem = impUidProblem(id)
  return problem === undefined
    ? Result.succeed({ id: id as string, segment: encodeURIComponent(id as string) })
    : Result.fail(invalid(field, problem))
}

const merchantUidSegment = (id: unknown): Result.Result<Segment, InvalidRequest> =>
  typeof id !== "string" || id === "" || Array.from(id).length > lengths.merchantUid.atMost
    ? Result.fail(invalid("merchantUid", {
      english: `must be 1 to ${lengths.merchantUid.atMost} characters`,
      korean: `1자 이상 ${lengths.merchantUid.atMost}자 이하여야 합니다`
    }))
    // A lone surrogate has no UTF-8 form; "." and ".." are path steps.
    : id === "." || id === ".." || /\p{Surrogate}/u.test(id)
    ? Result.fail(invalid("merchantUid", { english: "cannot be part of a URL", korean: "URL에 쓸 수 없습니다" }))
    : Result.succeed({ id, segment: encodeURIComponent(id) })

const onlyByOrder: Bilingual = {
  english: "can be given only with merchantUid: an impUid names one payment of any status",
  korean: "merchantUid로 조회할 때만 쓸 수 있습니다. impUid는 상태와 관계없이 결제 한 건을 가리킵니다"
}
