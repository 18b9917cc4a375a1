/**
 * `list`, `show` and `events`: commands that only read.
 */
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { Events } from "../events/Events.ts"
import { Holds } from "../jobs/Holds.ts"
import { all, JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { print, printAside } from "../terminal.ts"
import { exitWithFailure } from "./exit.ts"
import { filter, key, one, whichOf } from "./filter.ts"
import { linesWithHold } from "./holdLines.ts"
import { lineOf, lineOfEvent, linesOfHolds } from "./jobLines.ts"
import { layer, linesOf, lookUp } from "./lookUp.ts"
import { nextCommands } from "./nextCommands.ts"
import { asideInSandbox } from "./place.ts"
import { SETTLES } from "./resolution.ts"

export const list = Command.make("list", filter, (given) =>
  Effect.gen(function*() {
    yield* asideInSandbox
    let jobs = 0
    yield* Stream.runForEach(all(yield* whichOf(given)), (job) => {
      jobs++
      return print(lineOf(job))
    })
    // Aside, so that a pipe gets one line for each refund.
    yield* printAside(
      { english: `${jobs} refunds`, korean: `환불 ${jobs}건` },
      ...linesOfHolds(yield* (yield* Holds).list, (yield* Settings).merchant)
    )
  })).pipe(Command.withDescription("Lists refunds: key, payment, amount, PG, state, cause"))

export const show = Command.make("show", {
  key,
  lookUp: Flag.Boolean("look-up").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Also asks PortOne; sends nothing")
  )
}, ({ key, lookUp: isAsked }) =>
  Effect.gen(function*() {
    yield* asideInSandbox
    const job = yield* one(key)
    yield* print(...yield* linesWithHold(job))
    for (const event of yield* (yield* Events).read({ key, most: 1000 })) {
      yield* print(`event        ${lineOfEvent(event)}`)
    }
    if (isAsked) {
      const looked = yield* Effect.provide(lookUp(job), layer)
      const { pauses } = yield* Settings
      const quiet = (yield* (yield* JobStore).now) - job.updatedAt
      yield* print(...linesOf(looked), ...nextCommands({ ...looked, job, quiet, settles: SETTLES[pauses] }))
    } else if (job.state === "needs-review") {
      yield* print({
        english: "next         With --look-up this also shows PortOne's history, and which commands may follow.",
        korean: "             --look-up을 붙이면 포트원 취소 내역과 다음에 쓸 수 있는 명령도 보여 줍니다."
      })
    }
    if (job.state === "retrying" || job.state === "needs-review") yield* exitWithFailure
  })).pipe(Command.withDescription("Shows one refund: its state, its events, and with --look-up PortOne's history"))

export const events = Command.make("events", {
  key: Flag.String("key").pipe(Flag.withDescription("Only of this refund"), Flag.optional),
  action: Flag.String("action").pipe(Flag.withDescription("Only this action, such as hold"), Flag.optional),
  by: Flag.String("by").pipe(Flag.withDescription("Only by this person"), Flag.optional),
  most: Flag.Int("most").pipe(Flag.withDefault(100), Flag.withDescription("How many of the newest; default 100")),
  verify: Flag.Boolean("verify").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Checks that no event was changed, removed or inserted")
  ),
  head: Flag.String("head").pipe(
    Flag.withDescription("With --verify: number and hash that an earlier --verify printed, such as 812:9f…"),
    Flag.optional
  )
}, ({ action, by, head, key, most, verify }) =>
  Effect.gen(function*() {
    yield* asideInSandbox
    const events = yield* Events
    if (!verify) {
      const found = yield* events.read({
        key: Option.getOrUndefined(key),
        action: Option.getOrUndefined(action),
        person: Option.getOrUndefined(by),
        first: "newest",
        most
      })
      for (const event of found.toReversed()) yield* print(lineOfEvent(event))
      return
    }
    const result = yield* events.verify
    if (result._tag === "Broken") {
      return yield* ofBilingual({
        message: `Event ${result.seq} was ${result.what}, or is the first one that was. Compare with a backup.`,
        messageKo: `${result.seq}번 이벤트부터 기록이 어긋납니다(${result.what}). 백업과 비교하세요.`
      })
    }
    if (Option.isSome(head)) {
      const [, seq, hash] = /^(\d+):([\da-f]{64})$/.exec(head.value) ?? []
      if (seq === undefined || hash === undefined) {
        return yield* ofBilingual({
          message:
            "The events are whole. --head was not compared: it must be as --verify prints it, such as 812:9f… with " +
            "64 characters after the colon.",
          messageKo:
            "이벤트의 해시는 서로 맞습니다. --head는 비교하지 못했습니다. --verify가 출력한 812:9f… 형식으로, 콜론 뒤에 " +
            "64자를 쓰세요."
        })
      }
      const [known] = yield* events.read({ after: Number(seq) - 1, most: 1 })
      if (known?.seq !== Number(seq) || known.hash !== hash) {
        return yield* ofBilingual({
          message:
            "The events are whole, but not those of --head: an event up to that one was written anew, or it is of " +
            "another merchant or database.",
          messageKo:
            "이벤트의 해시는 서로 맞지만 --head와 다릅니다. 그때까지의 기록이 다시 쓰였거나, 다른 상점이나 데이터베이스입니다."
        })
      }
    }
    yield* print({
      english: `${result.events} events, none changed, removed or inserted. Keep this elsewhere:`,
      korean: `이벤트 ${result.events}건, 변경·삭제·삽입 없음. 이 값을 다른 곳에 보관하세요:`
    }, `${result.events}:${result.hash}`)
  })).pipe(Command.withDescription("Shows what was done, by whom and why; --verify checks the hash chain"))
