/**
 * Runs one probe and turns its result or failure into a finding.
 */
import { Effect } from "effect"
import type { Conclusion, Finding, Question } from "./Finding.ts"
import type { Services } from "./TestPayment.ts"

/** What a probe returns. */
export interface Answer {
  readonly conclusion: Conclusion
  readonly observed: ReadonlyArray<string>
}

export const probe = (
  question: Question,
  answer: Effect.Effect<Answer, { readonly message: string }, Services>
): Effect.Effect<Finding, never, Services> =>
  answer.pipe(
    // Without a look-up there is no observation.
    Effect.catch(({ message }) => Effect.succeed<Answer>({ conclusion: "undecided", observed: [message] })),
    Effect.map((found) => finding(question, found))
  )

/** A question that this program cannot answer. */
export const manual = (question: Question, why: string): Finding => ({
  ...question,
  conclusion: "manual",
  observed: [why]
})

// internal

const finding = (question: Question, { conclusion, observed }: Answer): Finding => ({
  ...question,
  conclusion,
  observed
})
