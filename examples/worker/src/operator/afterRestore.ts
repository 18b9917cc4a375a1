/**
 * `after-restore`: the database was restored, so the ledger has forgotten what was sent since the
 * backup.
 */
import { Effect } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { isAnyAlive } from "../engine/Ownership.ts"
import { Events } from "../events/Events.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { type Change, changing } from "./changing.ts"
import { time } from "./jobLines.ts"

export const afterRestore = changing(
  "after-restore",
  {
    over: Flag.Boolean("over").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Every refund that was added in the lost time is in the table again")
    )
  },
  "Run it before `serve` when the database was restored from a backup",
  Effect.fnUntraced(function*({ over }) {
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
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
        }])
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
          return [
            over
              ? {
                english: "Refunds that are added from now on are new ones.",
                korean: "이제부터 추가하는 환불은 새 환불입니다."
              }
              : {
                english:
                  `${marked} open refunds, and every refund that is added from now on, may have been sent before. ` +
                  "Add the refunds of the lost time again under their keys, then run `worker after-restore --over`.",
                korean:
                  `열려 있는 환불 ${marked}건과 이제부터 추가하는 모든 환불은 이미 전송됐을 수 있는 것으로 처리합니다. 유실된 기간의 ` +
                  "환불을 같은 키로 다시 추가한 뒤 `worker after-restore --over`를 실행하세요."
              }
          ]
        }))
    } satisfies Change<unknown, unknown>
  })
)
