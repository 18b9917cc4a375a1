/**
 * The one form of every command that changes something: it prints its evidence, needs a person and
 * a reason, and with `--dry-run` it stops there.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { Console, Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { visible } from "../visible.ts"
import { type By, byOf } from "./person.ts"

/** What a command would do. To make it changes nothing. */
export interface Change<E, R> {
  /** For the person who decides, one line each. */
  readonly evidence: ReadonlyArray<string>
  /** Why it must not be done. */
  readonly blocked?: Bilingual | undefined
  /** Does it, and returns lines that report it. */
  readonly apply: (by: By) => Effect.Effect<ReadonlyArray<string>, E, R>
}

/** A command that changes something. */
export const changing = <const Name extends string, const Config extends Command.Command.Config, E, R, E2, R2>(
  name: Name,
  config: Config,
  description: string,
  change: (input: Command.Command.Config.Infer<Config>) => Effect.Effect<Change<E2, R2>, E, R>
) =>
  Command.make(name, { ...config, ...common }, (input) => run(change(input as never), input as never)).pipe(
    Command.withDescription(description)
  )

// internal

const common = {
  as: Flag.String("as").pipe(Flag.withDescription("Who changes this"), Flag.optional),
  because: Flag.String("because").pipe(
    Flag.withDescription("Why, without a customer's name or account"),
    Flag.optional
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Prints the evidence and changes nothing")
  )
}

const run = Effect.fnUntraced(function*<E, R, E2, R2>(
  making: Effect.Effect<Change<E2, R2>, E, R>,
  { as, because, dryRun }: {
    readonly as: Option.Option<string>
    readonly because: Option.Option<string>
    readonly dryRun: boolean
  }
) {
  const { people } = yield* Settings
  // Asked first, because the evidence may take long.
  const by = byOf({ as: Option.getOrUndefined(as), because: Option.getOrUndefined(because), people })
  if (Result.isFailure(by) && !dryRun) return yield* failed(by.failure)
  const { apply, blocked, evidence } = yield* making
  for (const line of evidence) yield* print(line)
  if (blocked !== undefined) return yield* failed(blocked)
  if (dryRun || Result.isFailure(by)) return yield* print("Nothing was changed. 아무것도 바꾸지 않았습니다.")
  for (const line of yield* apply(by.success)) yield* print(line)
})

const failed = ({ english, korean }: Bilingual) => ofBilingual({ message: english, messageKo: korean })

const print = (text: string) => Console.log(visible(text))
