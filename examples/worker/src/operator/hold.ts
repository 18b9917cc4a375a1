/**
 * `hold` and `unhold`: nothing is sent for a PG, a merchant, or at all; look-ups go on.
 */
import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { FRESH } from "../engine/Gate.ts"
import { Events } from "../events/Events.ts"
import { type Hold, Holds, nameOf, type Scope } from "../jobs/Holds.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { ofBilingual } from "../StartupError.ts"
import { type Change, changing } from "./changing.ts"
import { time } from "./jobLines.ts"

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
    const wanted = yield* scopeOf(given)
    const { list, put } = yield* Holds
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const holds = yield* list
    const { byPg, counts } = yield* (yield* JobStore).atPgs
    const isThere = holds.some((one) => nameOf(one) === nameOf(wanted))
    const isUnknown = wanted.what === "pg" && byPg.size > 0 && !byPg.has(wanted.pg)
    return {
      evidence: [
        ...linesOf(holds),
        `${counts.running} refunds are in progress; a cancel that has left is not stopped.`,
        ...[...byPg].map(([pg, open]) => `${open} open refunds at ${pg}`),
        `${counts.unknown} open refunds at a PG that is not looked up yet`
      ],
      blocked: isUnknown
        ? {
          english:
            `No refund is at ${wanted.pg}. Known are ${[...byPg.keys()].join(", ")}. Use one of these names, or ` +
            "--merchant to stop all of this merchant.",
          korean:
            `${wanted.pg}의 환불이 없습니다. 확인된 PG사는 ${[...byPg.keys()].join(", ")}입니다. 이 이름 중 하나를 ` +
            "쓰거나, 상점 전체를 멈추려면 --merchant를 쓰세요."
        }
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          if (isThere) return [`${nameOf(wanted)} was on hold already.`]
          yield* sql.withTransaction(
            Effect.andThen(put(wanted), events.append({ action: "hold", ...by, detail: { ...wanted } }))
          )
          // After this time no process goes by what it read before.
          yield* Effect.sleep(2 * FRESH)
          return [
            `${nameOf(wanted)} is on hold: no process begins a cancel of it any more. Lift it with \`worker unhold\`.`
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)

export const unhold = changing(
  "unhold",
  scope,
  "Lifts a hold: cancels are sent again",
  Effect.fnUntraced(function*(given) {
    const wanted = yield* scopeOf(given)
    const { lift, list } = yield* Holds
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const store = yield* JobStore
    const holds = yield* list
    const { byPg, counts } = yield* store.atPgs
    const began = (yield* events.read({ action: "hold", first: "newest" })).find(({ detail }) =>
      detail["what"] === wanted.what && (wanted.what !== "pg" || detail["pg"] === wanted.pg)
    )
    const open = wanted.what === "pg"
      ? byPg.get(wanted.pg) ?? 0
      : [...byPg.values()].reduce((sum, n) => sum + n, 0) + counts.unknown
    return {
      evidence: [
        ...linesOf(holds),
        ...(began === undefined ? [] : [`It was put by ${began.person}: ${began.because ?? "(text erased)"}`]),
        `${open} open refunds of this merchant may be sent afterwards.`
      ],
      blocked: holds.some((one) => nameOf(one) === nameOf(wanted)) ? undefined : {
        english: `${nameOf(wanted)} is not on hold. ${holds.length === 0 ? "Nothing is." : "See the holds above."}`,
        korean: holds.length === 0
          ? "보류 중인 것이 없습니다."
          : "그 대상은 보류 상태가 아닙니다. 위의 보류 목록을 확인하세요."
      },
      apply: (by) =>
        Effect.gen(function*() {
          yield* sql.withTransaction(
            Effect.andThen(lift(wanted), events.append({ action: "unhold", ...by, detail: { ...wanted } }))
          )
          yield* store.callNow(wanted.what === "pg" ? wanted.pg : undefined)
          const left = yield* list
          return [
            `The hold of ${nameOf(wanted)} is lifted.`,
            ...(left.length === 0 ? [] : ["Still on hold:", ...linesOf(left)])
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

const linesOf = (holds: ReadonlyArray<Hold>): ReadonlyArray<string> =>
  holds.map((one) => `on hold since ${time(one.since)}: ${nameOf(one)}`)

const scopeOf = Effect.fnUntraced(function*(
  { all, merchant, pg }: { readonly pg: Option.Option<string>; readonly merchant: boolean; readonly all: boolean }
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
