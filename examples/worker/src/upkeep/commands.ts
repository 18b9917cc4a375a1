/**
 * `worker erase`, `worker rotate-secret` and `worker forget-secret`.
 */
import type { Bilingual } from "@effect-portone/core"
import { Clock, Effect, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { changing } from "../operator/changing.ts"
import { dayOf } from "../reconcile/Day.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { print } from "../terminal.ts"
import * as Worker from "../Worker.ts"
import * as Erase from "./erase.ts"
import * as RotateSecret from "./rotateSecret.ts"

export const erase = changing(
  "erase",
  {
    before: Flag.String("before").pipe(
      Flag.withDescription("A day in Asia/Seoul, such as 2025-09-01: refunds that ended earlier")
    )
  },
  "Erases reasons and a provider's words after your retention time, and keeps the refunds",
  Effect.fnUntraced(function*({ before: text }) {
    const day = dayOf(text, yield* Clock.currentTimeMillis)
    if (Result.isFailure(day)) {
      return yield* ofBilingual({
        message: `--before ${day.failure.english}. Nothing was erased.`,
        messageKo: `--before: ${day.failure.korean}. 아무것도 삭제하지 않았습니다.`
      })
    }
    const { from: before, name } = day.success
    const found = yield* Erase.count(before)
    return {
      evidence: [{
        english:
          `${found.jobs} refunds that ended before ${name} have a reason or words of a provider, and ${found.texts} ` +
          "events have a text.",
        korean:
          `${name} 전에 끝난 환불 ${found.jobs}건에 사유나 PG사 문구가, 이벤트 ${found.texts}건에 사유가 남아 있습니다.`
      }],
      apply: Effect.fnUntraced(function*(by) {
        const { isWhole, jobs, texts } = yield* Erase.erase(before, by)
        return [
          {
            english:
              `Erased the texts of ${jobs} refunds and of ${texts} events. Result files, backups and logs elsewhere are ` +
              "yours to erase.",
            korean:
              `환불 ${jobs}건과 이벤트 ${texts}건의 텍스트를 삭제했습니다. 결과 파일, 백업, 다른 곳의 로그는 직접 삭제하세요.`
          },
          ...(isWhole ? [] : [IN_FILE])
        ]
      })
    }
  })
)

export const rotateSecret = Command.make("rotate-secret", {}, () =>
  Effect.gen(function*() {
    yield* notInSandbox
    const secrets = yield* Effect.provide(RotateSecret.read, Worker.lookUps)
    for (const [index, fingerprint] of secrets.own.entries()) {
      const payments = secrets.known.get(fingerprint) ?? 0
      yield* print(`${index === 0 ? "current " : "previous"} ${fingerprint}  ${payments} payments`)
    }
    yield* print(RotateSecret.next(secrets))
  })).pipe(
    Command.withDescription("Shows the fingerprints of the tag secrets, and the next step to replace the current one")
  )

export const forgetSecret = changing(
  "forget-secret",
  { fingerprint: Argument.String("fingerprint").pipe(Argument.withDescription("As rotate-secret shows it")) },
  "Lets processes start without a tag secret that no payment of the refund ledger needs",
  Effect.fnUntraced(function*({ fingerprint }) {
    yield* notInSandbox
    const secrets = yield* Effect.provide(RotateSecret.read, Worker.lookUps)
    return {
      evidence: [{
        english: `${secrets.known.get(fingerprint) ?? 0} payments of the refund ledger need ${fingerprint}.`,
        korean: `환불 장부의 결제 ${secrets.known.get(fingerprint) ?? 0}건에 ${fingerprint}가 필요합니다.`
      }],
      blocked: RotateSecret.problemOf(secrets, fingerprint),
      apply: Effect.fnUntraced(function*(by) {
        yield* RotateSecret.forget(fingerprint, by)
        return [{
          english: `Processes may start without ${fingerprint}. Remove it from PORTONE_REFUND_TAG_PREVIOUS_SECRETS.`,
          korean: `${fingerprint} 없이도 시작할 수 있습니다. PORTONE_REFUND_TAG_PREVIOUS_SECRETS에서 빼세요.`
        }]
      })
    }
  })
)

// internal

const IN_FILE: Bilingual = {
  english:
    "The files of the database may still have the texts, in free pages or in the -wal file, because another process has " +
    "the database open or the disk has no room. Run this again when no worker runs.",
  korean:
    "다른 프로세스가 데이터베이스를 열고 있거나 디스크 공간이 부족해, 빈 페이지나 -wal 파일에 텍스트가 남아 있을 수 있습니다. " +
    "워커를 멈춘 뒤 다시 실행하세요."
}

const notInSandbox = Effect.gen(function*() {
  if (!(yield* Settings).embedded) return
  return yield* ofBilingual({
    message: "The sandbox in this process has a secret of its own. Set PORTONE_IMP_KEY, PORTONE_IMP_SECRET and " +
      "PORTONE_REFUND_TAG_SECRET.",
    messageKo: "이 프로세스의 샌드박스는 자체 비밀 값을 씁니다. PORTONE_IMP_KEY, PORTONE_IMP_SECRET, " +
      "PORTONE_REFUND_TAG_SECRET을 설정하세요."
  })
})
