/**
 * `worker reconcile`: what our records and PortOne's payment histories do not agree on.
 */
import { Clock, Console, Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import * as TagSecrets from "../engine/TagSecrets.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { visible } from "../visible.ts"
import * as Worker from "../Worker.ts"
import { dayOf } from "./Day.ts"
import { harmless } from "./kinds.ts"
import { reconcile as compare } from "./reconcile.ts"
import * as ReconciliationCsv from "./ReconciliationCsv.ts"

export const reconcile = Command.make("reconcile", {
  day: Flag.String("day").pipe(
    Flag.withDescription("A day in Asia/Seoul, such as 2026-09-01; default yesterday"),
    Flag.optional
  ),
  result: Flag.String("result").pipe(
    Flag.withDescription("The CSV for the differences; default reconcile-<day>.csv"),
    Flag.optional
  )
}, ({ day: text, result }) =>
  Effect.gen(function*() {
    if ((yield* Settings).embedded) return yield* ofBilingual(withoutPortOne)
    const now = yield* Clock.currentTimeMillis
    const day = dayOf(Option.getOrUndefined(text), now)
    if (Result.isFailure(day)) {
      return yield* ofBilingual({
        message: `--day ${day.failure.english}. Nothing was looked up.`,
        messageKo: `--day: ${day.failure.korean}. 아무것도 조회하지 않았습니다.`
      })
    }
    const found = yield* Effect.provide(Effect.andThen(TagSecrets.checkOnly, compare(day.success, now)), Worker.lookUps)
    const target = Option.getOrElse(result, () => `reconcile-${day.success.name}.csv`)
    yield* ReconciliationCsv.write(found, target)
    yield* Console.log(visible(`${ReconciliationCsv.summary(found)}\n${target}`))
    if (day.success.to > now) yield* Console.error("The day is not over. 아직 끝나지 않은 날짜입니다.")
    if (found.differences.some(({ kind }) => !harmless.has(kind))) {
      yield* Effect.sync(() => void (process.exitCode = 1))
    }
  })).pipe(Command.withDescription("Compares the refunds of a day with PortOne's payment histories; sends no cancel"))

// internal

const withoutPortOne = {
  message:
    "There is nothing to compare with: the sandbox in this process has no payments of before. Set PORTONE_IMP_KEY, " +
    "PORTONE_IMP_SECRET and PORTONE_REFUND_TAG_SECRET.",
  messageKo:
    "대조할 대상이 없습니다. 이 프로세스의 샌드박스에는 이전 결제가 없습니다. PORTONE_IMP_KEY, PORTONE_IMP_SECRET, " +
    "PORTONE_REFUND_TAG_SECRET을 설정하세요."
}
