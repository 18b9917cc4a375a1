/**
 * Whether a person may resolve a refund, from what the job, PortOne and the ledger show. Pure.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { Result } from "effect"
import type { Job } from "../jobs/Job.ts"
import type { LookedUp } from "./lookUp.ts"

export interface Facts extends Pick<LookedUp, "found" | "isUnknownToLedger"> {
  readonly as: "refunded" | "not-refunded"
  readonly job: Pick<Job, "state" | "sends" | "outcome">
  /** Since the job last changed. Units: milliseconds. */
  readonly quiet: number
  /** How long a cancel may be on its way. Units: milliseconds. */
  readonly settles: number
}

/** Why it must not be resolved like this; undefined if it may be. */
export const obstacleTo = ({ as, found, isUnknownToLedger, job, quiet, settles }: Facts): Bilingual | undefined => {
  if (job.state === "running") return RUNNING
  if (job.state === "done" || job.state === "rejected") return FINAL
  if (Result.isFailure(found)) {
    // PortOne does not have the payment, and nothing was ever sent for it.
    const isNowhere = found.failure._tag === "PaymentNotFound" && isUnknownToLedger && job.sends === 0
    return isNowhere && as === "not-refunded" ? undefined : UNREADABLE
  }
  const { success } = found
  if (success._tag === "Refunded") {
    return as === "not-refunded" ? SHOWN : success.next === "stop" ? TWICE : undefined
  }
  // A cancel that left a moment ago is not in the history yet.
  const mayArrive = quiet < settles && (job.sends > 0 || success._tag === "Open")
  if (mayArrive) return quiet < 0 ? IN_FUTURE : ON_ITS_WAY
  if (as === "refunded") return mayBeMade(job, success) ? undefined : NOT_SHOWN
  // PortOne has confirmed this cancel, and a PG that settles later may still carry it out, until
  // persons have found out that it has not, and have released the refund.
  return success._tag === "TakenBack" || success._tag === "Open" && isAccepted(job) ? ACCEPTED : undefined
}

/** Why a refund must not be released; undefined if it may be. */
export const obstacleToRelease = (
  { found, job, quiet, settles }: Omit<Facts, "as" | "isUnknownToLedger">
): Bilingual | undefined => {
  if (job.state === "running") return RUNNING
  if (job.state === "done" || job.state === "rejected") return FINAL
  if (Result.isFailure(found)) return UNREADABLE
  const { _tag } = found.success
  if (_tag === "Refunded") return SHOWN
  if (_tag !== "Open" || !found.success.isLocked && job.state !== "needs-review") return NOT_LOCKED
  return quiet < 0 ? IN_FUTURE : quiet < settles ? ON_ITS_WAY : undefined
}

/**
 * The obstacle of a refund whose last change has a time that is not yet: how long ago it was, no
 * wait can show. The command about this refund alone corrects the time instead of deciding.
 */
export const IN_FUTURE: Bilingual = {
  english:
    "The last change of this refund is recorded in the future, because a clock was ahead, so a cancel may still be on its " +
    "way to the PG. `worker resolve` or `worker release` with its key records it as changed now; decide some minutes later.",
  korean:
    "시계가 앞서 있어 이 환불의 마지막 변경이 미래 시각으로 기록됐으므로, 취소 요청이 아직 PG사로 가는 중일 수 있습니다. 이 키로 " +
    "`worker resolve`나 `worker release`를 실행하면 지금 변경된 것으로 고칩니다. 몇 분 뒤에 결정하세요."
}

/** Whether a command about this refund may be run: it decides, or first corrects the time. */
export const mayRun = (obstacle: Bilingual | undefined): boolean => obstacle === undefined || obstacle === IN_FUTURE

/** How long a cancel may be on its way. Units: milliseconds. */
export const SETTLES = { usual: 300_000, short: 200 }

/**
 * Whether PortOne and the ledger cannot confirm the decision, so that it always needs two persons:
 * the refund is not shown, or a cancel of it was or may have been sent, or one of the same amount
 * is there, which may be this refund, made by hand.
 */
export const isUnconfirmed = (
  { as, found, job, payment }: Pick<Facts, "as" | "found"> & Pick<LookedUp, "payment"> & {
    readonly job: Pick<Job, "sends" | "amount" | "isAfterRestore">
  }
): boolean => {
  if (as === "refunded") {
    return Result.isFailure(found) || found.success._tag !== "Refunded" || found.success.next !== "done"
  }
  const isSame = hasEqualCancel(job, payment)
  if (isSame || Result.isFailure(found)) return isSame || job.isAfterRestore
  return found.success._tag !== "NotRefunded" && (found.success._tag === "Open" || job.sends > 0 || job.isAfterRestore)
}

/** A cancel of the same amount, which may be this refund, made by hand. */
export const hasEqualCancel = ({ amount }: Pick<Job, "amount">, payment: LookedUp["payment"]): boolean =>
  payment?.cancelHistory.some((entry) => entry.amount === amount) === true

// internal

const isAccepted = ({ outcome }: Facts["job"]) => outcome?.outcome === "AcceptedPending"

/**
 * The refund may have been made although PortOne's history does not show it under this key: by
 * these outcomes alone.
 */
const mayBeMade = ({ outcome }: Facts["job"], { _tag }: { readonly _tag: string }) =>
  _tag === "Open" &&
  (outcome?.outcome === "AcceptedPending" || outcome?.cause !== undefined && MAY_BE_MADE.has(outcome.cause))

const MAY_BE_MADE = new Set([
  // By the PG, and PortOne does not show it.
  "AsyncAnswerLost",
  "PgSaysAlreadyCancelled",
  "PgTimedOut",
  "UnknownRejection",
  "SendsUsedUp",
  // As a cancel of the history without this refund's tag, such as one by hand.
  "EqualForeignCancel",
  "BalanceChanged"
])

const NOTHING = { english: "Nothing was changed.", korean: "아무것도 바꾸지 않았습니다." }
const blocked = (english: string, korean: string): Bilingual => ({
  english: `${english} ${NOTHING.english}`,
  korean: `${korean} ${NOTHING.korean}`
})

const RUNNING = blocked(
  "The worker is calling refundOnce for this refund now. Wait for its outcome.",
  "워커가 지금 이 환불을 처리하고 있습니다. 결과가 나올 때까지 기다리세요."
)
const FINAL = blocked(
  "This refund has a final outcome, which a person cannot change. `worker recheck` looks it up.",
  "이미 최종 결과가 있는 환불은 바꿀 수 없습니다. `worker recheck`로 조회하세요."
)
const UNREADABLE = blocked(
  "PortOne could not be asked, so it cannot be ruled out that its history contradicts you. Try again when it answers.",
  "포트원에서 조회하지 못해, 결정이 취소 내역과 어긋나는지 확인할 수 없습니다. 조회가 되면 다시 실행하세요."
)
const SHOWN = blocked(
  "PortOne's history shows this refund. It was made: run `worker recheck`, and do not refund it in another way.",
  "포트원 취소 내역에 이 환불이 있습니다. 이미 환불됐으니 `worker recheck`를 실행하고, 다른 방법으로 환불하지 마세요."
)
const TWICE = blocked(
  "PortOne's history shows this refund more than once. Check every cancel of this payment with the PG first.",
  "포트원 취소 내역에 이 환불이 둘 이상 있습니다. 먼저 PG사에서 이 결제의 모든 취소를 확인하세요."
)
const ON_ITS_WAY = blocked(
  "A cancel may still be on its way to the PG. Wait some minutes, look again, then decide.",
  "취소 요청이 아직 PG사로 가는 중일 수 있습니다. 몇 분 뒤 다시 조회하고 결정하세요."
)
const NOT_LOCKED = blocked(
  "The ledger has not locked this refund: there is nothing to release. `worker retry` calls it again.",
  "환불 장부가 이 환불을 잠그지 않았으므로 해제할 것이 없습니다. 다시 호출하려면 `worker retry`를 쓰세요."
)
const NOT_SHOWN = blocked(
  "PortOne's history does not show this refund, and nothing suggests that it was made. If the customer got the money " +
    "in another way, close this key with --not-refunded and give that reason; otherwise let the worker go on.",
  "포트원 취소 내역에 이 환불이 없고, 환불됐다고 볼 근거도 없습니다. 다른 방법으로 돌려줬다면 그 사유를 쓰고 " +
    "--not-refunded로 이 키를 닫고, 아니면 워커가 계속하게 두세요."
)
const ACCEPTED = blocked(
  "PortOne has confirmed this cancel, so the PG may still carry it out although the history does not show it. A refund in " +
    "another way could be a second one. Ask PortOne or the PG for the end of this cancel; if it was not made, `worker release` it first.",
  "포트원이 이 취소를 접수했으므로 취소 내역에 없어도 PG사에서 나중에 처리될 수 있습니다. 다른 방법으로 환불하면 두 번 " +
    "환불될 수 있습니다. 이 취소의 최종 결과를 포트원이나 PG사에 문의하고, 취소되지 않았다면 먼저 `worker release`를 실행하세요."
)
