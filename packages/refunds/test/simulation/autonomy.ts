/**
 * How often a person is needed: ordinary refunds when failures are frequent. `node
 * packages/refunds/test/simulation/autonomy.ts [N]`.
 *
 * Of all cancels 5 % get an answer that says nothing (half of them carried out) and 2 % lose theirs
 * (carried out); 2 % of all look-ups fail; 1 % of the refunds meet ten minutes in which nothing can
 * be reached. Fails if a refund was applied twice, or if fewer than 99.99 % end without a person.
 */
import { refundOnce } from "@effect-portone/refunds"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { Fault } from "./faults.ts"
import { IMP_UID, Provider } from "./Provider.ts"
import { Random } from "./Random.ts"
import { client, inVirtualTime } from "./simulate.ts"

const MINUTE = 60_000
const saysNothing: ReadonlyArray<Fault> = ["500-before", "500-after", "html-200-before", "cut-json-after"]
const lost: ReadonlyArray<Fault> = ["lost-answer", "lost-answer-slowly"]
const lookUps: ReadonlyArray<Fault> = ["find-500", "find-lost"]

/**
 * In how many calls a refund ended, an hour between them; 0 where a person is needed after the
 * last.
 */
export const callsNeeded = (
  seed: number,
  calls: number
): Promise<{ readonly calls: number; readonly applied: number }> =>
  Effect.runPromise(
    Effect.gen(function*() {
      const random = new Random(seed)
      const provider = new Provider(random, new Set(), (kinds) => {
        const drawn = kinds.includes("lost-answer" as never)
          ? random.hits(0.05) ? random.of(saysNothing) : random.hits(0.02) ? random.of(lost) : undefined
          : kinds.includes("find-500" as never) && random.hits(0.02)
          ? random.of(lookUps)
          : undefined
        return kinds.find((kind) => kind === drawn)
      })
      if (random.hits(0.01)) {
        const from = random.between(-10 * MINUTE, MINUTE)
        provider.outage(from, from + 10 * MINUTE)
      }
      const refund = Effect.provide(
        refundOnce(
          { impUid: IMP_UID, key: "refund-1", amount: 3000 },
          // Longer than the outage: a person's work is counted, not a time limit.
          { patience: "1 hour" }
        ),
        client(provider)
      )
      for (let call = 1; call <= calls; call++) {
        const { _tag } = yield* inVirtualTime(Effect.orDie(refund))
        if (_tag !== "Undetermined" && _tag !== "AcceptedPending") {
          return { calls: call, applied: provider.lines.length }
        }
        yield* TestClock.adjust(60 * MINUTE)
      }
      return { calls: 0, applied: provider.lines.length }
    }).pipe(Effect.provide(TestClock.layer()), Effect.scoped)
  )

if (import.meta.main) {
  const refunds = Number(process.argv[2] ?? 20_000)
  const counted: Record<number, number> = {}
  let twice = 0
  let never = 0
  for (let seed = 1; seed <= refunds; seed++) {
    const { applied, calls } = await callsNeeded(seed, 3)
    counted[calls] = (counted[calls] ?? 0) + 1
    if (applied > 1) twice++
    if (applied === 0 && calls > 0) never++
  }
  const share = (count: number) => `${(100 * count / refunds).toFixed(3)} %`
  console.log(`${refunds} refunds, ${twice} applied twice, ${never} ended without being applied`)
  const ended = 1 - (counted[0] ?? 0) / refunds
  const atOnce = (counted[1] ?? 0) / refunds
  console.log(
    `one call: ${share(counted[1] ?? 0)} end; up to three calls, an hour apart: ${share(refunds - (counted[0] ?? 0))}`
  )
  process.exitCode = twice === 0 && never === 0 && ended >= 0.9999 && atOnce >= 0.998 ? 0 : 1
}
