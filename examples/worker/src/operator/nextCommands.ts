/**
 * Which commands a person may run next for a refund, after the look-up that decides it.
 */
import type { Bilingual } from "@effect-portone/core"
import { Result } from "effect"
import type { Job } from "../jobs/Job.ts"
import { commandAbout } from "../shellWord.ts"
import { meaningOf } from "./recheck.ts"
import { type Facts, mayRun, obstacleTo, obstacleToRelease } from "./resolution.ts"
import { objectionTo } from "./retry.ts"

/** Those that the same rules allow which each command goes by. Pure. */
export const nextCommands = (facts: Omit<Facts, "as" | "job"> & { readonly job: Job }): ReadonlyArray<Bilingual> => {
  const { found, job } = facts
  const isOpen = job.state !== "done" && job.state !== "rejected"
  const isLocked = Result.isSuccess(found) && found.success.isLocked
  const mayRelease = mayRun(obstacleToRelease(facts))
  const all: ReadonlyArray<readonly [is: boolean, english: string, korean: string, ...command: Command]> = [
    [
      meaningOf(job, found) === "refunded",
      "Record it as refunded",
      "환불됨으로 기록",
      "recheck"
    ],
    [
      isOpen && mayRun(obstacleTo({ ...facts, as: "refunded" })),
      "If it was made, as the PG's console shows",
      "PG사 관리자 페이지에 환불이 있으면",
      "resolve",
      "--as-refunded",
      "--evidence <file>"
    ],
    [
      mayRelease && isLocked,
      "If it was not made: unlock it, then retry",
      "환불되지 않았으면 잠금을 풀고 다시 호출",
      "release",
      "--evidence <file>"
    ],
    [
      !isLocked && isOpen && job.state !== "waiting" && objectionTo(job, found, true) === undefined,
      "If it was not made, send it",
      "환불되지 않았으면 보내기",
      "retry",
      ...(job.state === "needs-review" ? ["--compared"] : [])
    ],
    [
      isOpen && mayRun(obstacleTo({ ...facts, as: "not-refunded" })),
      "If it was not made and must not be",
      "환불되지 않았고 환불하지도 않으려면",
      "resolve",
      "--not-refunded",
      "--evidence <file>"
    ]
  ]
  return all.flatMap(([is, english, korean, name, ...options]) =>
    is
      ? [{
        english: `next         ${english}: ${commandAbout(job.key, name, ...options, "--as <name> --because <text>")}`,
        korean: `             ${korean}: ${commandAbout(job.key, name, ...options, "--as <담당자> --because <사유>")}`
      }]
      : []
  )
}

// internal

type Command = readonly [name: string, ...options: ReadonlyArray<string>]
