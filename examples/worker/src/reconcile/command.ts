/**
 * `worker reconcile`: what our records and PortOne's payment histories do not agree on.
 */
import { Clock, Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { exitWithFailure } from "../operator/exit.ts"
import { layer } from "../operator/lookUp.ts"
import { ofBilingual } from "../StartupError.ts"
import { print, printAside } from "../terminal.ts"
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
    const now = yield* Clock.currentTimeMillis
    const day = dayOf(Option.getOrUndefined(text), now)
    if (Result.isFailure(day)) {
      return yield* ofBilingual({
        message: `--day ${day.failure.english}. Nothing was looked up.`,
        messageKo: `--day: ${day.failure.korean}. 아무것도 조회하지 않았습니다.`
      })
    }
    const found = yield* Effect.provide(compare(day.success, now), layer)
    const target = Option.getOrElse(result, () => `reconcile-${day.success.name}.csv`)
    yield* ReconciliationCsv.write(found, target)
    yield* print(...ReconciliationCsv.summary(found), target)
    if (day.success.to > now) {
      yield* printAside({ english: "The day is not over.", korean: "아직 끝나지 않은 날짜입니다." })
    }
    if (found.differences.some(({ kind }) => !harmless.has(kind))) {
      yield* exitWithFailure
    }
  })).pipe(Command.withDescription("Compares the refunds of a day with PortOne's payment histories; sends no cancel"))
