/**
 * Asks one question and turns whatever happens into a finding.
 */
import { Effect } from "effect"
import type { End, Finding, Question } from "./Finding.ts"
import type { Needs } from "./Ground.ts"

/** What a probe brings back. */
export interface Answer {
  readonly end: End
  readonly seen: ReadonlyArray<string>
}

export const probe = (
  question: Question,
  answer: Effect.Effect<Answer, { readonly message: string }, Needs>
): Effect.Effect<Finding, never, Needs> =>
  answer.pipe(
    // A probe that cannot look has found out nothing.
    Effect.catch(({ message }) => Effect.succeed<Answer>({ end: "undecided", seen: [message] })),
    Effect.map((found) => finding(question, found))
  )

/** A question that nothing here can answer. */
export const byHand = (question: Question, why: string): Finding => ({ ...question, end: "by hand", seen: [why] })

// internal

const finding = (question: Question, { end, seen }: Answer): Finding => ({ ...question, end, seen })
