/**
 * `worker doctor`: whether refunds could be made with these settings, and what to repair.
 */
import { Cause, Effect, Exit, Layer, Option, Scope } from "effect"
import { Command } from "effect/cli"
import type { SqlError } from "effect/sql"
import * as PortOne from "../engine/PortOne.ts"
import { exitWithFailure } from "../operator/exit.ts"
import { Settings } from "../Settings.ts"
import { bilingualOf, type CommandError, type StartupError } from "../StartupError.ts"
import { print } from "../terminal.ts"
import * as checks from "./checks.ts"

/** Every check, in the order in which a problem hides the next one. */
export const examine = Effect.gen(function*() {
  const portOne = yield* Effect.exit(Layer.buildWithScope(PortOne.layer, yield* Scope.Scope))
  const whole = [
    yield* attempt(checks.database),
    yield* attempt(checks.merchant),
    yield* attempt(checks.clock),
    ...(Exit.isSuccess(portOne)
      ? [
        yield* attempt(Effect.provide(checks.secret, portOne.value)),
        yield* Effect.provide(checks.credentials, portOne.value)
      ]
      : [unusable(portOne)])
  ]
  return [
    ...((yield* Settings).embedded ? [sandbox] : []),
    ...whole,
    ...(yield* several(checks.gateways)),
    ...(yield* several(checks.jobs))
  ]
}).pipe(Effect.scoped)

export const doctor = Command.make("doctor", {}, () =>
  Effect.gen(function*() {
    const findings = yield* examine
    for (const { check, level, text } of findings) {
      yield* print({ english: `${MARKS[level]} ${check}: ${text.english}`, korean: `  ${text.korean}` })
    }
    if (findings.some(({ level }) => level === "wrong")) yield* exitWithFailure
  })).pipe(Command.withDescription("Checks the database, the clock, the secrets and PortOne's answer; sends no cancel"))

// internal

const sandbox: checks.Finding = {
  check: "settings",
  level: "warning",
  text: {
    english: "no setting of PortOne is set: everything below is about a sandbox in this process.",
    korean: "포트원 설정이 없어 아래 내용은 이 프로세스의 샌드박스에 대한 것입니다."
  }
}

const failed = (error: CommandError): checks.Finding => ({
  check: "database",
  level: "wrong",
  text: bilingualOf(error)
})

const several = <R>(check: Effect.Effect<ReadonlyArray<checks.Finding>, SqlError.SqlError, R>) =>
  Effect.catch(check, (error) => Effect.succeed([failed(error)]))

const attempt = <R>(check: Effect.Effect<checks.Finding, SqlError.SqlError, R>) =>
  Effect.catch(check, (error) => Effect.succeed(failed(error)))

/** The settings of PortOne or the tag secret cannot be used at all. */
const unusable = ({ cause }: Exit.Failure<unknown, StartupError>): checks.Finding =>
  Option.match(Cause.findErrorOption(cause), {
    onNone: () => ({
      check: "settings",
      level: "wrong",
      text: { english: "cannot be read.", korean: "읽을 수 없습니다." }
    }),
    onSome: (error) => ({ ...failed(error), check: "settings" })
  })

const MARKS = { ok: "ok     ", warning: "warning", wrong: "WRONG  " } as const
