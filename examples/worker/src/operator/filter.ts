/**
 * Which refunds a command is about: one, those that a filter finds, or all.
 */
import { Effect, Option, Stream } from "effect"
import { Argument, Flag } from "effect/cli"
import type { SqlError } from "effect/sql"
import { createHash } from "node:crypto"
import { type Job, State } from "../jobs/Job.ts"
import { all, JobStore, type Which } from "../jobs/JobStore.ts"
import { shellWord } from "../shellWord.ts"
import { ofBilingual, StartupError } from "../StartupError.ts"
import type { Line } from "../terminal.ts"

export const key = Argument.String("key").pipe(Argument.withDescription("Your name for the refund"))

export const filter = {
  state: Flag.Literals("state", State.literals).pipe(Flag.withDescription("Only refunds in this state"), Flag.optional),
  pg: Flag.String("pg").pipe(Flag.withDescription("Only at this payment gateway"), Flag.optional),
  payment: Flag.String("payment").pipe(Flag.withDescription("Only of this payment (imp_uid)"), Flag.optional),
  cause: Flag.String("cause").pipe(
    Flag.withDescription("Only with this outcome or cause, such as PgTimedOut"),
    Flag.optional
  ),
  source: Flag.String("source").pipe(Flag.withDescription("Only of this source"), Flag.optional),
  olderThan: Flag.Int("older-than").pipe(
    Flag.withDescription("Only if nothing has changed for so many minutes"),
    Flag.optional
  )
}

export type Filter = { readonly [Name in keyof typeof filter]: Option.Option<string | number> }

export const whichOf = Effect.fnUntraced(function*(given: Filter) {
  const { cause, olderThan, payment, pg, source, state } = given
  const text = (value: Option.Option<string | number>) => Option.getOrUndefined(Option.map(value, String))
  const code = text(cause)
  if (code !== undefined && !/^\w+$/.test(code)) {
    return yield* new StartupError({
      english: "--cause is the code of an outcome or cause, such as PgTimedOut.",
      korean: "--cause에는 PgTimedOut처럼 결과나 원인의 코드를 쓰세요."
    })
  }
  const store = yield* JobStore
  return {
    state: text(state) as State | undefined,
    pg: text(pg),
    impUid: text(payment),
    cause: code,
    source: text(source),
    unchangedSince: Option.isNone(olderThan) ? undefined : (yield* store.now) - Number(olderThan.value) * 60_000
  } satisfies Which
})

/** What a command about one refund or several takes: a key, a filter, or `--all`. */
export const selection = {
  key: Argument.String("key").pipe(Argument.withDescription("One refund"), Argument.optional),
  all: Flag.Boolean("all").pipe(Flag.withDefault(false), Flag.withDescription("Every refund")),
  ...filter
}

/** The refunds of a selection, which must have exactly one of the three. */
export const selected = Effect.fnUntraced(function*(
  { all: isAll, key, ...given }: Filter & { readonly key: Option.Option<string>; readonly all: boolean }
) {
  const which = yield* whichOf(given)
  const isFiltered = Object.values(which).some((value) => value !== undefined)
  if ([Option.isSome(key), isFiltered, isAll].filter((one) => one).length !== 1) {
    return yield* ofBilingual({
      message: "Name one refund, or use a filter such as --state needs-review, or --all: one of the three.",
      messageKo: "환불 키 하나, --state needs-review 같은 조건, --all 중 하나만 지정하세요."
    })
  }
  if (Option.isSome(key)) return [yield* one(key.value)]
  return yield* Stream.runCollect(all(which))
})

export const expectFlag = Flag.String("expect").pipe(
  Flag.withDescription("How many and which, as --dry-run printed; required with a filter or --all"),
  Flag.optional
)

/**
 * What `--expect` names: how many refunds, and which ones at which round. Between a dry run and the
 * command, one may leave and another enter, so that the number alone does not fix them.
 */
export const expectationOf = (jobs: ReadonlyArray<Job>): string => {
  const rounds = jobs.map(({ dispatches, key }) => [key, dispatches])
  return `${jobs.length}-${createHash("sha256").update(JSON.stringify(rounds)).digest("hex").slice(0, 8)}`
}

/** Fails unless the person has seen these refunds, or, with a number alone, so many. */
export const expected = Effect.fnUntraced(function*(jobs: ReadonlyArray<Job>, expect: Option.Option<string>) {
  const expectation = expectationOf(jobs)
  const given = Option.getOrUndefined(expect)
  if (given === expectation || given === String(jobs.length)) return
  const isOther = given?.startsWith(`${jobs.length}-`) === true
  return yield* ofBilingual({
    message: `Nothing was changed. This is about ${jobs.length} refunds${
      isOther ? ", and not those that --expect names: some have changed since" : ""
    }. If the ones above are what you want, add --expect ${expectation}.`,
    messageKo: `아무것도 바꾸지 않았습니다. 대상은 ${jobs.length}건${
      isOther ? "이지만 --expect가 가리키는 환불과 다릅니다. 그 사이에 바뀐 환불이 있습니다" : "입니다"
    }. 위의 환불이 맞으면 --expect ${expectation}을 붙이세요.`
  })
})

/** The keys of several refunds, for the person who decides on all of them. */
export const linesOfKeys = (jobs: ReadonlyArray<Job>): ReadonlyArray<Line> => [
  ...jobs.slice(0, SHOWN).map(({ key }) => `  ${key}`),
  ...(jobs.length > SHOWN
    ? [{ english: `  and ${jobs.length - SHOWN} more`, korean: `  그 밖에 ${jobs.length - SHOWN}건` }]
    : [])
]

/** The command that changes exactly the refunds which the person has seen. */
export const commandFor = (
  jobs: ReadonlyArray<Job>,
  name: string,
  { all: isAll, ...given }: Filter & { readonly all: boolean },
  ...others: ReadonlyArray<string>
): ReadonlyArray<Line> => {
  if (jobs.length === 0) return []
  const filters = Object.entries(flags).flatMap(([field, flag]) =>
    Option.match(given[field as keyof Filter], {
      onNone: () => [],
      // One word, because a value may begin with a hyphen.
      onSome: (value) => [shellWord(`--${flag}=${value}`)]
    })
  )
  const words = ["worker", name, ...(isAll ? ["--all"] : filters), ...others, "--expect", expectationOf(jobs)].join(" ")
  return [{
    english: `For exactly these: ${words} --as <name> --because <text>`,
    korean: `정확히 이 환불만: ${words} --as <담당자> --because <사유>`
  }]
}

/** The refund with this key. */
export const one = Effect.fnUntraced(
  function*(key: string): Effect.fn.Return<Job, SqlError.SqlError | StartupError, JobStore> {
    const [job] = yield* (yield* JobStore).get([key])
    return job ?? (yield* noSuch(key))
  }
)

export const noSuch = (key: string) =>
  ofBilingual({
    message: `There is no refund ${key} for this merchant. Check the key and WORKER_MERCHANT.`,
    messageKo: `이 상점에 환불 키 ${key}가 없습니다. 키와 WORKER_MERCHANT를 확인하세요.`
  })

// internal

/** How many keys are printed. */
const SHOWN = 20

const flags: Readonly<Record<keyof Filter, string>> = {
  state: "state",
  pg: "pg",
  payment: "payment",
  cause: "cause",
  source: "source",
  olderThan: "older-than"
}
