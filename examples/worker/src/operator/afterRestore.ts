/**
 * `after-restore`: the database was restored, so the ledger has forgotten what was sent since the
 * backup, and the table what persons decided since then. Nothing is sent until a person lifts the
 * hold.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { isAnyAlive } from "../engine/Ownership.ts"
import { Events } from "../events/Events.ts"
import { Holds } from "../jobs/Holds.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { type Change, changing } from "./changing.ts"
import { linesOfHolds, time } from "./jobLines.ts"

export const afterRestore = changing(
  "after-restore",
  {
    over: Flag.Boolean("over").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Every refund that was added in the lost time is in the table again")
    )
  },
  "Run it before `serve` when the database was restored from a backup; puts the merchant on hold",
  Effect.fnUntraced(function*({ over }) {
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const holds = yield* Holds
    const { merchant } = yield* Settings
    const { counts } = yield* store.atPgs
    const [last] = yield* events.read({ first: "newest", most: 1 })
    return {
      evidence: [
        {
          english: `${counts.open} refunds are open, ${counts.running} of them were being called at the backup.`,
          korean: `끝나지 않은 환불 ${counts.open}건, 그중 ${counts.running}건은 백업 당시 처리 중이었습니다.`
        },
        ...(last === undefined ? [] : [{
          english: `The last event of this database is of ${time(last.at)}.`,
          korean: `이 데이터베이스의 마지막 이벤트 시각: ${time(last.at)}.`
        }]),
        ...linesOfHolds(yield* holds.list, merchant)
      ],
      blocked: !over && (yield* isAnyAlive)
        ? {
          english:
            "Nothing was changed. A worker is calling refunds: stop every worker before you restore and before this.",
          korean:
            "아무것도 바꾸지 않았습니다. 환불을 처리하는 워커가 있습니다. 복구하기 전에, 그리고 이 명령 전에 모든 워커를 멈추세요."
        }
        : undefined,
      apply: (by) =>
        sql.withTransaction(Effect.gen(function*() {
          const marked = yield* store.afterRestore(over)
          yield* events.append({ action: over ? "after-restore-over" : "after-restore", ...by, detail: { marked } })
          if (over) {
            return [{
              english: "Refunds that are added from now on are new ones.",
              korean: "이제부터 추가하는 환불은 새 환불입니다."
            }]
          }
          if (yield* holds.put(HOLD)) yield* events.append({ action: "hold", ...by, detail: { ...HOLD } })
          return [{
            english: `${marked} open refunds, and every refund that is added from now on, may have been sent before.`,
            korean:
              `끝나지 않은 환불 ${marked}건과 이제부터 추가하는 모든 환불은 이미 전송됐을 수 있는 것으로 처리합니다.`
          }, ...next(merchant)]
        }))
    } satisfies Change<unknown, unknown>
  })
)

// internal

const HOLD = { what: "merchant" } as const

/** The database has no trace of what these repeat, so nothing else can remind a person of it. */
const next = (merchant: string): ReadonlyArray<Bilingual> => [
  {
    english:
      `Holds and decisions since the last event are lost, so merchant ${merchant} is on hold. Before you lift it:`,
    korean:
      `마지막 이벤트 이후의 보류와 결정은 유실됐으므로 상점 ${merchant}의 전송을 보류했습니다. 보류를 해제하기 전에:`
  },
  {
    english: "1. Put every hold again that was put since then.",
    korean: "1. 그 이후의 보류를 모두 다시 지정하세요."
  },
  {
    english: "2. Add the refunds of the lost time again under their keys, then run `worker after-restore --over`.",
    korean: "2. 유실된 기간의 환불을 같은 키로 다시 추가한 뒤 `worker after-restore --over`를 실행하세요."
  },
  {
    english:
      "3. Repeat every decision since then. A refund that was closed with `worker resolve --not-refunded`, such as " +
      "one that was paid in another way, is otherwise sent.",
    korean:
      "3. 그 이후의 결정을 모두 다시 실행하세요. 다른 방법으로 돌려줘서 `worker resolve --not-refunded`로 닫았던 환불은 " +
      "다시 닫지 않으면 전송됩니다."
  },
  {
    english: "4. Run `worker unhold --merchant`, then `worker serve`.",
    korean: "4. `worker unhold --merchant`를 실행한 뒤 `worker serve`를 시작하세요."
  }
]
