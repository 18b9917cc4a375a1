/**
 * `worker erase` and `worker rotate-secret`.
 */
import { Clock, Console, Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { dayOf } from "../reconcile/Day.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import * as Worker from "../Worker.ts"
import * as Erase from "./erase.ts"
import * as RotateSecret from "./rotateSecret.ts"

const person = Flag.String("person").pipe(
  Flag.withDescription("Your id at the shop, for the history of events"),
  Flag.optional
)
const because = Flag.String("because").pipe(Flag.withDescription("Why, for the history of events"), Flag.optional)

export const erase = Command.make("erase", {
  before: Flag.String("before").pipe(
    Flag.withDescription("A day in Asia/Seoul, such as 2025-09-01: refunds that ended earlier")
  ),
  person,
  because
}, ({ because, before: text, person }) =>
  Effect.gen(function*() {
    const day = dayOf(text, yield* Clock.currentTimeMillis)
    if (Result.isFailure(day)) {
      return yield* ofBilingual({
        message: `--before ${day.failure.english}. Nothing was erased.`,
        messageKo: `--before: ${day.failure.korean}. 아무것도 삭제하지 않았습니다.`
      })
    }
    const { from: before, name } = day.success
    if (Option.isNone(person) || Option.isNone(because)) {
      const { jobs, texts } = yield* Erase.count(before)
      yield* Console.log(
        `${jobs} refunds that ended before ${name} have a reason or words of a provider, and ${texts} events a text. ` +
          "To erase them, add --person and --because.\n" +
          `${name} 전에 끝난 환불 중 ${jobs}건에 사유나 PG사 문구가, 이벤트 ${texts}건에 사유가 남아 있습니다. ` +
          "삭제하려면 --person과 --because를 지정하세요."
      )
      return
    }
    const { jobs, texts } = yield* Erase.erase(before, { person: person.value, because: because.value })
    yield* Console.log(
      `Erased the texts of ${jobs} refunds and of ${texts} events. Result files, backups and logs elsewhere are yours to ` +
        `erase.\n환불 ${jobs}건과 이벤트 ${texts}건의 텍스트를 삭제했습니다. 결과 파일, 백업, 다른 곳의 로그는 직접 삭제하세요.`
    )
  })).pipe(
    Command.withDescription("Erases reasons and a provider's words after your retention period; keeps the refunds")
  )

export const rotateSecret = Command.make("rotate-secret", {
  forget: Flag.String("forget").pipe(
    Flag.withDescription("A fingerprint that processes need not have any more"),
    Flag.optional
  ),
  person,
  because
}, ({ because, forget, person }) =>
  Effect.gen(function*() {
    if ((yield* Settings).embedded) return yield* ofBilingual(sandboxSecret)
    if (Option.isSome(forget)) {
      if (Option.isNone(person) || Option.isNone(because)) return yield* ofBilingual(byWhom)
      yield* RotateSecret.forget(forget.value, { person: person.value, because: because.value })
    }
    const secrets = yield* RotateSecret.read
    for (const [index, fingerprint] of secrets.own.entries()) {
      yield* Console.log(
        `${index === 0 ? "current " : "previous"} ${fingerprint}  ${secrets.known.get(fingerprint) ?? 0} payments`
      )
    }
    const { english, korean } = RotateSecret.next(secrets)
    yield* Console.log(`${english}\n${korean}`)
  }).pipe(Effect.provide(Worker.lookUps))).pipe(
    Command.withDescription("Shows the fingerprints of the tag secrets, and the next step to replace the current one")
  )

// internal

const sandboxSecret = {
  message: "The sandbox in this process has a secret of its own. Set PORTONE_IMP_KEY, PORTONE_IMP_SECRET and " +
    "PORTONE_REFUND_TAG_SECRET.",
  messageKo: "이 프로세스의 샌드박스는 자체 비밀 값을 씁니다. PORTONE_IMP_KEY, PORTONE_IMP_SECRET, " +
    "PORTONE_REFUND_TAG_SECRET을 설정하세요."
}
const byWhom = {
  message: "--forget needs --person and --because, for the history of events.",
  messageKo: "--forget에는 이벤트 기록을 위해 --person과 --because가 필요합니다."
}
