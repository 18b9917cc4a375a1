/**
 * What `worker doctor` looks at. Each check reads; only the probe of the database writes its own
 * row. None moves money.
 */
import { AccessToken, type Bilingual } from "@effect-portone/core"
import { Settlement } from "@effect-portone/gateways"
import { Clock, Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as TagSecrets from "../engine/TagSecrets.ts"
import { Events } from "../events/Events.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { databaseClock } from "../jobs/jobTable.ts"
import { merchantProblem, Settings } from "../Settings.ts"
import { brokenIn } from "../watch/metrics.ts"
import * as Readings from "../watch/Readings.ts"

export interface Finding {
  readonly check: string
  readonly level: "ok" | "warning" | "wrong"
  readonly text: Bilingual
}

/** Whether a commit is on the disk before it is confirmed, and whether anything can be written. */
export const database = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const levels = yield* sql.onDialectOrElse({
    pg: () =>
      sql<Record<string, string>>`SELECT current_setting('fsync') AS fsync,
        current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('full_page_writes') AS full_page_writes`,
    orElse: () =>
      sql<
        Record<string, string | number>
      >`SELECT synchronous, journal_mode FROM pragma_synchronous, pragma_journal_mode`
  })
  const level = levels[0] ?? {}
  yield* (yield* JobStore).probe
  const isDurable = "fsync" in level
    ? level["fsync"] === "on" && level["synchronous_commit"] !== "off" && level["full_page_writes"] === "on"
    : Number(level["synchronous"]) >= FULL
  const shown = Object.entries(level).map(([name, value]) => `${name}=${value}`).join(", ")
  return finding("database", isDurable ? "ok" : "wrong", {
    english: isDurable
      ? `commits are on the disk before they are confirmed, and a row was written (${shown}).`
      : `a power failure could undo what was confirmed (${shown}): a refund could then be made twice. Turn them on.`,
    korean: isDurable
      ? `커밋은 디스크에 기록된 뒤 확정되며, 쓰기도 정상입니다(${shown}).`
      : `정전 시 확정된 기록이 사라질 수 있습니다(${shown}). 같은 환불이 두 번 처리될 수 있으니 설정을 켜세요.`
  })
})

/**
 * Which merchant this process is for, and whether another one with refunds has a name under which
 * no process starts any more.
 */
export const merchant = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const rows = yield* sql<{ readonly merchant: string }>`SELECT merchant FROM refund_event_head head
    WHERE merchant <> ${merchant} AND EXISTS (SELECT 1 FROM refund_job job WHERE job.merchant = head.merchant)
    ORDER BY merchant`
  // Quoted and with codes, because a person cannot see what is wrong with such a name.
  const [invalid, valid] = [true, false].map((is) =>
    rows.map((row) => row.merchant).filter((name) => (merchantProblem(name) !== undefined) === is)
      .map((name) => JSON.stringify(name)).join(", ")
  )
  return finding("merchant", invalid === "" ? "ok" : "warning", {
    english: [
      `these settings are for ${merchant}.`,
      ...(valid === "" ? [] : [`The database also has refunds of ${valid}.`]),
      ...(invalid === "" ? [] : [
        `It has refunds of ${invalid}, for which no process starts, because the name is not valid: rename the merchant ` +
        "with the statements of docs/operating.md."
      ])
    ].join(" "),
    korean: [
      `이 설정의 상점은 ${merchant}입니다.`,
      ...(valid === "" ? [] : [`데이터베이스에 상점 ${valid}의 환불도 있습니다.`]),
      ...(invalid === "" ? [] : [
        `상점 ${invalid}의 환불도 있지만 이름이 올바르지 않아 프로세스가 시작되지 않습니다. docs/operating.ko.md의 문장으로 ` +
        "상점 이름을 바꾸세요."
      ])
    ].join(" ")
  })
})

/** Whether this machine's clock agrees with the database's, and no row is from the future. */
export const clock = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const own = yield* Clock.currentTimeMillis
  const theirs = databaseClock(sql)
  const [row] = yield* sql<{ readonly at: number | bigint | null; readonly last: number | bigint | null }>`
    SELECT ${theirs ?? sql`${own}`} AS at, max(updated_at) AS last FROM refund_job WHERE merchant = ${merchant}`
  const at = Number(row?.at ?? own)
  const away = at - own
  const ahead = Number(row?.last ?? 0) - at
  const isFar = Math.abs(away) > TOLERANCE
  const isFuture = ahead > TOLERANCE
  const seconds = (millis: number) => `${Math.round(millis / 1000)} s`
  return finding("clock", isFar || isFuture ? "warning" : "ok", {
    english: isFar
      ? `this machine's clock is ${
        seconds(away)
      } away from the database's. Due times follow the database's; set the clock.`
      : isFuture
      ? `a job was recorded ${
        seconds(ahead)
      } in the future: a clock was wrong. Refunds are made as usual. resolve and release correct the time first, and ` +
        "decide some minutes later; days of reconcile may be wrong."
      : `${new Date(own).toISOString()}, and no job is from the future.`,
    korean: isFar
      ? `이 컴퓨터의 시계가 데이터베이스와 ${
        seconds(away)
      } 다릅니다. 처리 시각은 데이터베이스를 따르지만 시계를 맞추세요.`
      : isFuture
      ? `${
        seconds(ahead)
      } 뒤의 시각으로 기록된 작업이 있습니다. 시계가 틀렸던 것입니다. 환불은 평소대로 처리합니다. resolve와 release는 시각을 먼저 고치고 몇 분 뒤에 ` +
        "결정할 수 있으며, reconcile의 날짜가 어긋날 수 있습니다."
      : `${new Date(own).toISOString()}, 미래 시각의 작업은 없습니다.`
  })
})

/** Whether this process has the tag secrets that the table knows. Shows fingerprints only. */
export const secret = Effect.map(
  TagSecrets.compare,
  ({ known, missing, own }) =>
    finding("tag secret", missing.length === 0 ? "ok" : "wrong", {
      english: missing.length === 0
        ? `fingerprint ${own.join(", then ")}; the table knows ${known.length === 0 ? "none yet" : known.join(", ")}.`
        : `the table knows ${
          missing.join(", ")
        } (fingerprint) and this process does not: it will not start. Give it that ` +
          "secret in PORTONE_REFUND_TAG_PREVIOUS_SECRETS.",
      korean: missing.length === 0
        ? `지문 ${own.join(", 이전 값 ")}. 테이블에 등록된 지문: ${
          known.length === 0 ? "아직 없음" : known.join(", ")
        }.`
        : `테이블에 등록된 지문 ${missing.join(", ")}의 비밀 값이 이 프로세스에 없어 시작되지 않습니다. ` +
          "PORTONE_REFUND_TAG_PREVIOUS_SECRETS에 추가하세요."
    })
)

/** Whether PortOne gives this machine an access token. */
export const credentials = AccessToken.AccessToken.pipe(
  Effect.flatMap(({ get }) => get),
  Effect.map(() =>
    finding("credentials", "ok", {
      english: "PortOne gave an access token.",
      korean: "포트원에서 액세스 토큰을 발급받았습니다."
    })
  ),
  Effect.catch(({ message, messageKo }) =>
    Effect.succeed(finding("credentials", "wrong", { english: message, korean: messageKo }))
  )
)

/** The PGs of the table, and at which of them a cancel may be confirmed or rejected later. */
export const gateways = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const rows = yield* sql<{ readonly pg: string; readonly jobs: number | bigint }>`
    SELECT pg, count(*) AS jobs FROM refund_job WHERE merchant = ${merchant} AND pg IS NOT NULL GROUP BY pg ORDER BY pg`
  return rows.length === 0
    ? [finding("PG", "ok", { english: "no payment was looked up yet.", korean: "아직 조회한 결제가 없습니다." })]
    : rows.map(({ jobs, pg }) => {
      const later = Settlement.timings.filter((row) =>
        row.pg.split(", ").includes(pg) && row.state === "pending, then completed"
      )
      const methods = later.map(({ method }) => method === "" ? "all" : method).join(", ")
      return finding(`PG ${pg}`, "ok", {
        english: `${jobs} jobs; ` + (later.length === 0
          ? "no cancel is documented to be confirmed later."
          : `cancels may be confirmed or rejected later (${methods}), so refunds may need a person.`),
        korean: `작업 ${jobs}건. ` + (later.length === 0
          ? "취소가 나중에 확정된다고 문서화된 결제수단은 없습니다."
          : `취소가 나중에 확정되거나 거절될 수 있습니다(${methods}). 담당자 확인이 필요할 수 있습니다.`)
      })
    })
})

/** Whether a person has something to do now, and whether the history of events is whole. */
export const jobs = Effect.gen(function*() {
  const { states, unknown } = yield* Readings.read
  const broken = brokenIn({ unknown })
  const review = states["needs-review"]
  const chain = yield* (yield* Events).verify
  return [
    finding("jobs", broken > 0 ? "wrong" : review > 0 ? "warning" : "ok", {
      english: broken > 0
        ? `${broken} refunds contradict a final outcome. Stop, and check every cancel of their payments.`
        : `${review} need review, ${states.retrying} are retried, ${states.waiting} wait.`,
      korean: broken > 0
        ? `확정된 결과와 어긋나는 환불이 ${broken}건 있습니다. 추가 환불을 멈추고 해당 결제의 모든 취소를 확인하세요.`
        : `검토 필요 ${review}건, 재시도 중 ${states.retrying}건, 대기 ${states.waiting}건.`
    }),
    chain._tag === "Verified"
      ? finding("events", "ok", {
        english: `${chain.events} events, unchanged.`,
        korean: `이벤트 ${chain.events}건, 변경 없음.`
      })
      : finding("events", "wrong", {
        english: `the history of events was changed: event ${chain.seq}, ${chain.what}. Find out who did it.`,
        korean: `이벤트 기록이 변경되었습니다(이벤트 ${chain.seq}, ${chain.what}). 누가 변경했는지 확인하세요.`
      })
  ]
})

// internal

/** SQLite's number for `FULL`. */
const FULL = 2
/** Units: milliseconds. */
const TOLERANCE = 5000

const finding = (check: string, level: Finding["level"], text: Bilingual): Finding => ({ check, level, text })
