/**
 * The one form of every command that changes something: it prints the database, the merchant and
 * its evidence, needs a person and a reason, and with `--dry-run` it stops there.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { Settings } from "../Settings.ts"
import { StartupError } from "../StartupError.ts"
import { type Line, print } from "../terminal.ts"
import { type By, byOf, type Unnamed } from "./person.ts"
import { notHere, place } from "./place.ts"

/** What a command would do. To make it changes nothing. */
export interface Change<E, R, Person = By> {
  /** For the person who decides. */
  readonly evidence: ReadonlyArray<Line>
  /** Why it must not be done. */
  readonly blocked?: Bilingual | undefined
  /** Does it, and returns lines that report it. */
  readonly apply: (by: Person) => Effect.Effect<ReadonlyArray<Line>, E, R>
}

type Input<Config extends Command.Command.Config> = Command.Command.Config.Infer<Config> & { readonly dryRun: boolean }

/** A command that changes something. */
export const changing = <const Name extends string, const Config extends Command.Command.Config, E, R, E2, R2>(
  name: Name,
  config: Config,
  description: string,
  change: (input: Input<Config>) => Effect.Effect<Change<E2, R2>, E, R>
) => command(name, config, description, required, notHere, change)

/**
 * A command that adds refunds, which programs do as well, so that a name is optional. Its event
 * says that none was given. Where `WORKER_PEOPLE` names those who may change something, it is
 * required.
 */
export const adding = <const Name extends string, const Config extends Command.Command.Config, E, R, E2, R2>(
  name: Name,
  config: Config,
  description: string,
  change: (input: Input<Config>) => Effect.Effect<Change<E2, R2, By | Unnamed>, E, R>
) => command(name, config, description, optional, Effect.succeed(undefined), change)

// internal

interface Given {
  readonly as: string | undefined
  readonly because: string | undefined
  readonly people: ReadonlyArray<string>
}

const required = (given: Given): Result.Result<By, Bilingual> => byOf(given)

const optional = (given: Given): Result.Result<By | Unnamed, Bilingual> =>
  given.as === undefined && given.because === undefined && given.people.length === 0
    ? Result.succeed({})
    : byOf(given)

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

const command = <const Name extends string, const Config extends Command.Command.Config, Person, E, R, E2, R2>(
  name: Name,
  config: Config,
  description: string,
  personOf: (given: Given) => Result.Result<Person, Bilingual>,
  misplaced: typeof notHere,
  change: (input: Input<Config>) => Effect.Effect<Change<E2, R2, Person>, E, R>
) =>
  Command.make(
    name,
    { ...config, ...common },
    (input) => run(change(input as never), personOf, misplaced, input as never)
  ).pipe(
    Command.withDescription(description)
  )

const run = Effect.fnUntraced(function*<Person, E, R, E2, R2>(
  making: Effect.Effect<Change<E2, R2, Person>, E, R>,
  personOf: (given: Given) => Result.Result<Person, Bilingual>,
  misplaced: typeof notHere,
  { as, because, dryRun }: {
    readonly as: Option.Option<string>
    readonly because: Option.Option<string>
    readonly dryRun: boolean
  }
) {
  const { people } = yield* Settings
  // Asked first, because the evidence may take long.
  const by = personOf({ as: Option.getOrUndefined(as), because: Option.getOrUndefined(because), people })
  if (Result.isFailure(by) && !dryRun) return yield* new StartupError(by.failure)
  yield* print(yield* place)
  const wrong = yield* misplaced
  if (wrong !== undefined) return yield* new StartupError(wrong)
  const { apply, blocked, evidence } = yield* making
  yield* print(...evidence)
  if (blocked !== undefined) return yield* new StartupError(blocked)
  if (dryRun || Result.isFailure(by)) return yield* print(UNCHANGED)
  yield* print(...yield* apply(by.success))
})

const UNCHANGED: Bilingual = { english: "Nothing was changed.", korean: "아무것도 바꾸지 않았습니다." }
