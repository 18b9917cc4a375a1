/**
 * `hold` and `unhold`: nothing is sent for a PG, a merchant, or at all; look-ups go on.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { FRESH } from "../engine/Gate.ts"
import { Events } from "../events/Events.ts"
import { Holds, isSameScope, nameOf, type Scope } from "../jobs/Holds.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { pgLabel } from "../watch/labels.ts"
import { type Change, changing } from "./changing.ts"
import { eventOf } from "./holdLines.ts"
import { linesOfHolds } from "./jobLines.ts"

const scope = {
  pg: Flag.String("pg").pipe(Flag.withDescription("A payment gateway, as PortOne names it"), Flag.optional),
  merchant: Flag.Boolean("merchant").pipe(Flag.withDefault(false), Flag.withDescription("This merchant")),
  all: Flag.Boolean("all").pipe(Flag.withDefault(false), Flag.withDescription("Every merchant of the database"))
}

export const hold = changing(
  "hold",
  scope,
  "Sends nothing from now on, for a PG, a merchant or all; look-ups go on",
  Effect.fnUntraced(function*(given) {
    const { byPg, counts, holds, isThere, merchant, store: { put }, wanted } = yield* read(given)
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    // Of a mistyped name a hold would keep nothing back. A PG without an open refund may get some.
    const isUnknown = wanted.what === "pg" && !byPg.has(wanted.pg) && pgLabel(wanted.pg) === "other"
    const names = byPg.size === 0 ? { english: "none", korean: "없음" } : {
      english: [...byPg.keys()].join(", "),
      korean: [...byPg.keys()].join(", ")
    }
    return {
      evidence: [
        ...linesOfHolds(holds, merchant),
        {
          english: `${counts.running} refunds are in progress; a cancel that has left is not stopped.`,
          korean: `처리 중인 환불 ${counts.running}건. 이미 나간 취소는 멈추지 못합니다.`
        },
        ...[...byPg].map(([pg, open]) => ({
          english: `${open} open refunds at ${pg}`,
          korean: `${pg}: 끝나지 않은 환불 ${open}건`
        })),
        {
          english: `${counts.unknown} open refunds at a PG that is not looked up yet`,
          korean: `PG사를 아직 조회하지 않은, 끝나지 않은 환불 ${counts.unknown}건`
        }
      ],
      blocked: isUnknown
        ? {
          english:
            `Nothing was changed. No open refund is at ${wanted.pg}, and PortOne's documentation has no such PG. Known ` +
            `are ${names.english}. Use the name as PortOne writes it, or --merchant to stop all of merchant ${merchant}.`,
          korean:
            `아무것도 바꾸지 않았습니다. ${wanted.pg}의 환불이 없고 포트원 문서에도 없는 PG사 이름입니다. 확인된 PG사: ` +
            `${names.korean}. 포트원이 쓰는 이름을 쓰거나, 상점 ${merchant} 전체를 멈추려면 --merchant를 쓰세요.`
        }
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          const { english, korean } = nameOf(wanted, merchant)
          if (isThere) {
            return [{ english: `${english} was on hold already.`, korean: `${korean}: 이미 보류 중입니다.` }]
          }
          yield* sql.withTransaction(
            Effect.andThen(put(wanted), events.append({ action: "hold", ...by, detail: { ...wanted } }))
          )
          // After this time no process goes by what it read before.
          yield* Effect.sleep(2 * FRESH)
          return [{
            english:
              `${english} is on hold: no process begins a cancel of it any more. Lift it with \`worker unhold\`.`,
            korean:
              `${korean}: 보류했습니다. 이제 어떤 프로세스도 취소를 새로 시작하지 않습니다. \`worker unhold\`로 해제하세요.`
          }]
        })
    } satisfies Change<unknown, unknown>
  })
)

export const unhold = changing(
  "unhold",
  scope,
  "Lifts a hold: cancels are sent again",
  Effect.fnUntraced(function*(given) {
    const { byPg, counts, holds, isThere, merchant, store: { lift, list }, wanted } = yield* read(given)
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const { callNow } = yield* JobStore
    const there = holds.find((one) => isSameScope(one, wanted))
    const began = there === undefined ? undefined : yield* eventOf(there)
    const open = wanted.what === "pg"
      ? byPg.get(wanted.pg) ?? 0
      : [...byPg.values()].reduce((sum, n) => sum + n, 0) + counts.unknown
    return {
      evidence: [
        ...linesOfHolds(holds, merchant),
        ...(began === undefined ? [] : [{
          english: `It was put by ${began.person}: ${began.because ?? "(text erased)"}`,
          korean: `보류한 담당자: ${began.person}, 사유: ${began.because ?? "(삭제됨)"}`
        }]),
        ...(isThere && wanted.what !== "pg" && (yield* isRestored) ? [RESTORED] : []),
        {
          english: `${open} open refunds of merchant ${merchant} may be sent afterwards.`,
          korean: `해제하면 상점 ${merchant}의 끝나지 않은 환불 ${open}건을 보낼 수 있습니다.`
        }
      ],
      blocked: isThere ? undefined : {
        english: `${nameOf(wanted, merchant).english} is not on hold. ${
          holds.length === 0 ? "Nothing is." : "See the holds above."
        }`,
        korean: holds.length === 0
          ? "보류 중인 것이 없습니다."
          : "그 대상은 보류 상태가 아닙니다. 위의 보류 목록을 확인하세요."
      },
      apply: (by) =>
        Effect.gen(function*() {
          yield* sql.withTransaction(
            Effect.andThen(lift(wanted), events.append({ action: "unhold", ...by, detail: { ...wanted } }))
          )
          yield* callNow(wanted.what === "pg" ? wanted.pg : undefined)
          const left = yield* list
          const { english, korean } = nameOf(wanted, merchant)
          return [
            { english: `The hold of ${english} is lifted.`, korean: `${korean}: 보류를 해제했습니다.` },
            ...(left.length === 0
              ? []
              : [{ english: "Still on hold:", korean: "아직 보류 중:" }, ...linesOfHolds(left, merchant)])
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

type Given = { readonly pg: Option.Option<string>; readonly merchant: boolean; readonly all: boolean }

/** What a person wants to hold or to lift, what is on hold, and which refunds are open. */
const read = Effect.fnUntraced(function*(given: Given) {
  const wanted = yield* scopeOf(given)
  const store = yield* Holds
  const holds = yield* store.list
  const isThere = holds.some((one) => isSameScope(one, wanted))
  const { merchant } = yield* Settings
  return { wanted, holds, isThere, merchant, store, ...(yield* (yield* JobStore).atPgs) }
})

/** No hold of everything was lifted since the database was restored. */
const isRestored = Effect.gen(function*() {
  const events = yield* Events
  const [restored] = yield* events.read({ action: "after-restore", first: "newest", most: 1 })
  const lifted = (yield* events.read({ action: "unhold", first: "newest" })).find(({ detail }) =>
    detail["what"] !== "pg"
  )
  return restored !== undefined && restored.seq > (lifted?.seq ?? 0)
})

const RESTORED: Bilingual = {
  english: "The database was restored. Have you repeated every decision and hold of the lost time? A refund that was " +
    "closed then is open here, and is sent.",
  korean:
    "복구한 데이터베이스입니다. 유실된 기간의 결정과 보류를 모두 다시 실행했나요? 그때 닫은 환불이 여기서는 아직 열려 " +
    "있어 전송됩니다."
}

const scopeOf = Effect.fnUntraced(function*(
  { all, merchant, pg }: Given
) {
  if ([Option.isSome(pg), merchant, all].filter((one) => one).length !== 1) {
    return yield* ofBilingual({
      message: "Name what to hold: --pg <name>, --merchant or --all.",
      messageKo: "보류할 대상을 --pg <이름>, --merchant, --all 중 하나로 지정하세요."
    })
  }
  if (Option.isSome(pg) && !/^[\w.-]{1,64}$/.test(pg.value)) {
    return yield* ofBilingual({
      message: "--pg is the name of a payment gateway as PortOne writes it, such as html5_inicis.",
      messageKo: "--pg에는 html5_inicis처럼 포트원이 쓰는 PG사 이름을 쓰세요."
    })
  }
  return Option.match(pg, {
    onSome: (pg): Scope => ({ what: "pg", pg }),
    onNone: (): Scope => ({ what: all ? "all" : "merchant" })
  })
})
