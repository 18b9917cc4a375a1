/**
 * `node packages/http/test/chaos/run.ts [--rounds N]`: sends through both transports of Node to a
 * server that does anything, with time running out and callers hanging up at any moment, and
 * compares what each transport said with what arrived. Fails if a request arrived twice, if one
 * arrived that was said not to be sent, or if one is said to be answered that never arrived.
 */
import { Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Effect, Fiber, Redacted, Result } from "effect"
import { parseArgs } from "node:util"
import type { MakeTransport } from "../faultStage.ts"
import { overUndici } from "../overUndici.ts"
import { serve } from "./server.ts"

const { values } = parseArgs({ options: { rounds: { type: "string", default: "20" } } })
const chance = Math.random
const PER_ROUND = 200

interface Said {
  readonly body: string
  readonly verdict: string
}

// One send in five is interrupted, at once or a little later.
const attempt = Effect.fnUntraced(function*(body: string) {
  const { send } = yield* Transport.Transport
  const sending = send({ method: "POST", path: "/payments/cancel", body: Redacted.make(body) })
  if (chance() < 0.2) {
    const fiber = yield* Effect.forkChild(sending)
    if (chance() < 0.7) yield* Effect.sleep(Math.floor(chance() * 4))
    yield* Fiber.interrupt(fiber)
    return { body, verdict: "interrupted" }
  }
  const result = yield* Effect.result(sending)
  return {
    body,
    verdict: Result.isSuccess(result) ? "answered" : `${result.failure._tag} ${result.failure.reason}`
  }
})

const round = (layer: MakeTransport, baseUrl: string, nth: number) =>
  Effect.forEach(
    Array.from({ length: PER_ROUND }, (_, index) => `{"id":${nth * PER_ROUND + index}}`),
    attempt,
    { concurrency: 20 }
  ).pipe(
    Effect.provide(layer({
      baseUrl,
      keepAlive: ([undefined, "1 millis", "3 millis", "2 seconds"] as const)[nth % 4],
      timeout: 5 + Math.floor(chance() * 100)
    }))
  )

const violations = (said: ReadonlyArray<Said>, arrived: ReadonlyMap<string, number>) => [
  ...[...arrived].flatMap(([body, times]) => times > 1 ? [`${body} arrived ${times} times`] : []),
  ...said.flatMap(({ body, verdict }) =>
    arrived.has(body)
      ? verdict.startsWith("NotSent") ? [`${body} arrived: ${verdict}`] : []
      : verdict === "answered"
      ? [`${body} never arrived: ${verdict}`]
      : []
  )
]

for (
  const [name, layer] of Object.entries({
    NodeTransport: NodeTransport.layer,
    "HttpTransport over undici": overUndici
  })
) {
  const found = await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const { arrived, baseUrl } = yield* serve(chance)
    const rounds = Array.from({ length: Number(values.rounds) }, (_, nth) => nth)
    const said = (yield* Effect.forEach(rounds, (nth) => round(layer, baseUrl, nth))).flat()
    // What was written last may still be on its way.
    yield* Effect.sleep("300 millis")

    const counts: Record<string, number> = {}
    for (const { verdict } of said) counts[verdict] = (counts[verdict] ?? 0) + 1
    console.log(name, counts)
    return violations(said, arrived)
  })))
  for (const violation of found) console.log(violation)
  console.log(`${name}: ${Number(values.rounds) * PER_ROUND} sends, ${found.length} violations`)
  if (found.length > 0) process.exitCode = 1
}
