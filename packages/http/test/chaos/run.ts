/**
 * `node packages/http/test/chaos/run.ts [--rounds N]`: sends through `NodeTransport` and
 * `HttpTransport` to a server with random faults, with timeouts and interruptions at random
 * moments, and compares what each transport returned with what arrived. Fails if a request arrived
 * twice, if a `NotSent` one arrived, or if an answered one did not.
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

interface Ended {
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

const violations = (ended: ReadonlyArray<Ended>, arrived: ReadonlyMap<string, number>) => [
  ...[...arrived].flatMap(([body, times]) => times > 1 ? [`${body} arrived ${times} times`] : []),
  ...ended.flatMap(({ body, verdict }) =>
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
    const ended = (yield* Effect.forEach(rounds, (nth) => round(layer, baseUrl, nth))).flat()
    // The last bytes may still be in transit.
    yield* Effect.sleep("300 millis")

    const counts: Record<string, number> = {}
    for (const { verdict } of ended) counts[verdict] = (counts[verdict] ?? 0) + 1
    console.log(name, counts)
    return violations(ended, arrived)
  })))
  for (const violation of found) console.log(violation)
  console.log(`${name}: ${Number(values.rounds) * PER_ROUND} sends, ${found.length} violations`)
  if (found.length > 0) process.exitCode = 1
}
