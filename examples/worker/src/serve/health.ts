/**
 * Whether the process lives, and whether it can work: `/healthz` and `/readyz`.
 */
import type { Bilingual } from "@effect-portone/core"
import { Cause, Effect, Exit } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { Scheduler } from "../engine/Scheduler.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { codeOf } from "../StartupError.ts"

/** The path that tells nothing, and so needs no token. */
export const HEALTH = "/healthz"

export const health = HttpRouter.add("GET", HEALTH, HttpServerResponse.text("alive\n"))

export const ready = HttpRouter.add(
  "GET",
  "/readyz",
  Effect.gen(function*() {
    const sincePoll = (yield* Scheduler).sincePoll()
    if (sincePoll > UNREADY) {
      return unready({
        english: "the table of jobs was not read for some time",
        korean: "작업 테이블을 한동안 읽지 못했습니다"
      })
    }
    const written = yield* Effect.exit(Effect.timeout((yield* JobStore).probe, WRITE))
    return Exit.isSuccess(written)
      ? HttpServerResponse.text("ready\n")
      : unready({
        english: `the database cannot be written (${codeOf(Cause.squash(written.cause))})`,
        korean: `데이터베이스에 쓸 수 없습니다(${codeOf(Cause.squash(written.cause), "korean")})`
      })
  })
)

// internal

const unready = ({ english, korean }: Bilingual) => HttpServerResponse.text(`${english}\n${korean}\n`, { status: 503 })

/** Not ready after so long without reading the table. Units: milliseconds. */
const UNREADY = 15_000
/** How long readiness waits for its write. */
const WRITE = "5 seconds"
