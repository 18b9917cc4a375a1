/**
 * The differences of a day as a CSV, and its sums as a table for a terminal.
 */
import { Stream } from "effect"
import type { Line } from "../terminal.ts"
import { writeCsv } from "../writeCsv.ts"
import { timeOf } from "./Day.ts"
import type { Difference } from "./judge.ts"
import { type Kind, kinds } from "./kinds.ts"
import type { Reconciliation } from "./reconcile.ts"

export const COLUMNS = [
  "kind",
  "day",
  "key",
  "imp_uid",
  "pg",
  "currency",
  "recorded",
  "shown",
  "recorded_at",
  "shown_at",
  "cancellation_id",
  "state",
  "next",
  "next_ko"
]

/** Writes one line for each difference. Times are those of Asia/Seoul. */
export const write = ({ day, differences }: Reconciliation, target: string) =>
  writeCsv(
    COLUMNS,
    Stream.map(Stream.grouped(Stream.fromIterable(differences), 500), (some) => some.map((one) => row(day.name, one))),
    target,
    {
      english: "Nothing was changed: run the same command again.",
      korean: "아무것도 바꾸지 않았습니다. 같은 명령을 다시 실행하세요."
    }
  )

/** The sums of each PG and currency, and how many differences of each kind there are. */
export const summary = ({ day, differences, listed, lookedUp, sums }: Reconciliation): ReadonlyArray<Line> => {
  const counts = new Map<Kind, number>()
  for (const { kind } of differences) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [
    {
      english:
        `${day.name} in Asia/Seoul: ${listed} cancelled payments since then were listed, ${lookedUp} more looked up.`,
      korean:
        `${day.name}(한국 시간): 그 뒤로 취소된 결제 ${listed}건을 목록에서 읽고, ${lookedUp}건을 더 조회했습니다.`
    },
    line("PG", "currency", "refunds", "recorded", "cancels", "shown"),
    ...sums.map(({ cancels, currency, pg, recorded, refunds, shown }) =>
      line(pg, currency, String(refunds), money(recorded), String(cancels), money(shown))
    ),
    ...(counts.size === 0
      ? [{ english: "No differences.", korean: "차이가 없습니다." }]
      : [...counts].map(([kind, count]) => ({
        english: `${String(count).padStart(6)} ${kind}: ${kinds[kind].english}`,
        korean: `${" ".repeat(6)} ${kinds[kind].korean}`
      })))
  ]
}

// internal

const row = (day: string, one: Difference): ReadonlyArray<string | number> => [
  one.kind,
  day,
  one.key ?? "",
  one.impUid,
  one.pg,
  one.currency,
  one.recorded ?? "",
  one.shown ?? "",
  one.recordedAt === undefined ? "" : timeOf(one.recordedAt),
  one.shownAt === undefined ? "" : timeOf(one.shownAt),
  one.cancellationId ?? "",
  one.state ?? "",
  kinds[one.kind].english,
  kinds[one.kind].korean
]

const money = (amount: number): string => amount.toLocaleString("en", { maximumFractionDigits: 3 })

const line = (pg: string, currency: string, refunds: string, recorded: string, cancels: string, shown: string) =>
  `${pg.padEnd(16)} ${currency.padEnd(8)} ${refunds.padStart(8)} ${recorded.padStart(16)} ${cancels.padStart(8)} ${
    shown.padStart(16)
  }`
