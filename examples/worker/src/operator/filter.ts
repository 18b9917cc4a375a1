/**
 * Which refunds a command is about: one, those that a filter finds, or all.
 */
import { Effect, Option, Stream } from "effect"
import { Argument, Flag } from "effect/cli"
import type { SqlError } from "effect/sql"
import { type Job, State } from "../jobs/Job.ts"
import { all, JobStore, type Which } from "../jobs/JobStore.ts"
import { ofBilingual, StartupError } from "../StartupError.ts"

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

export const expectFlag = Flag.Int("expect").pipe(
  Flag.withDescription("How many, as --dry-run printed; required with a filter or --all"),
  Flag.optional
)

/** A filter that finds more or fewer refunds than the person has seen. */
export const notExpected = (found: number) =>
  ofBilingual({
    message: `Nothing was changed. This is about ${found} refunds. If that is what you want, add --expect ${found}.`,
    messageKo: `아무것도 바꾸지 않았습니다. 대상은 ${found}건입니다. 맞으면 --expect ${found}을 붙이세요.`
  })

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
