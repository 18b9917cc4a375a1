/**
 * Two readings of the same documents: what `CancelCheck` reports before sending, and what the
 * sandbox rejects. They share no code. Over thousands of payments and requests they must agree, and
 * where they do not, a line below says why.
 */
import { AccessToken, cancel, Credentials, findPayments, type Payment, TokenStore } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { NodeTransport } from "@effect-portone/http"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Logger, Redacted, Result } from "effect"
import { env } from "node:process"
import { type Case, cases, requestOf, seedOf } from "./contractCases.ts"

const isLong = env["LONG_TESTS"] === "1"

/** All cases with `LONG_TESTS=1`, otherwise a third in which any three values still meet. */
const tried = isLong
  ? cases
  : cases.filter(({ id }) => id.slice(4).match(/\d{3}/g)!.reduce((sum, index) => sum + Number(index), 0) % 3 === 0)

/**
 * The intended differences. In each the sandbox rejects and the client passes the request with a
 * warning, because a warning may be wrong about a shop and an error may not. The sandbox is strict,
 * so that a shop meets the rejection in its tests. There is no difference the other way round.
 */
const explained: ReadonlyArray<
  { readonly warning: CancelCheck.RuleCode; readonly sandbox: string; readonly why: string }
> = [
  {
    warning: "not-approved",
    sandbox: "결제완료 상태가 아니어서",
    why: "a payment that looks unapproved may have been approved since it was read"
  },
  { warning: "escrow-partial", sandbox: "부분취소 불가", why: "one page says so, and contracts differ" },
  { warning: "phone-partial", sandbox: "부분취소 불가", why: "some PGs allow parts of a phone bill on request" },
  { warning: "voucher-partial", sandbox: "부분취소 불가", why: "which PGs are meant is not said clearly" },
  { warning: "partial-by-contract-welcome", sandbox: "부분취소 불가", why: "a shop may have applied for it" },
  { warning: "escrow-welcome", sandbox: "에스크로", why: "a shop may have agreed with the PG on it" }
]

const Client = Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: url, keepAlive: "2 seconds" })),
    Layer.provideMerge(Logger.layer([]))
  ))).pipe(Layer.provideMerge(sandboxLayer()))

const control = <A>(path: string, body?: unknown) =>
  Effect.flatMap(
    Sandbox,
    ({ url }) =>
      Effect.promise(() =>
        fetch(
          `${url}/_sandbox/${path}`,
          body === undefined
            ? {}
            : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
        )
          .then((answer) => answer.json() as Promise<A>)
      )
  )

/** Stops the sandbox's clock at an hour of a 15th in Seoul, far from every edge of a month. */
const moveTo = Effect.fnUntraced(function*(hour: number) {
  const set = `2024-06-15T${String(hour).padStart(2, "0")}:30:00+09:00`
  return (yield* control<{ now: number }>("clock", { set, freeze: true })).now
})

const outcomeOf = Effect.fnUntraced(function*(at: number, one: Case, payment: Payment.Payment) {
  const request = requestOf(one, payment)
  const findings = CancelCheck.check(payment, request, DateTime.makeUnsafe(at * 1000))
  const answer = yield* Effect.result(cancel(request))
  const rejected = Result.isFailure(answer) ? answer.failure : undefined
  return {
    one,
    client: findings.filter((finding) => finding.severity === "error").map((finding) => finding.code),
    warned: findings.filter((finding) => finding.severity === "warning").map((finding) => finding.code),
    sandbox: rejected === undefined
      ? ""
      : "providerMessage" in rejected
      ? String(rejected.providerMessage)
      : rejected.message
  }
})

const runAt = Effect.fnUntraced(function*(hour: number, some: ReadonlyArray<Case>) {
  const sandbox = yield* Sandbox
  yield* sandbox.reset
  const at = yield* moveTo(hour)
  yield* control("payments", some.map((one) => seedOf(one, at)))
  const outcomes: Array<Effect.Success<ReturnType<typeof outcomeOf>>> = []
  for (let from = 0; from < some.length; from += 100) {
    const batch = some.slice(from, from + 100)
    const payments = new Map(
      (yield* findPayments(batch.map((one) => one.id))).map((payment) => [payment.impUid, payment])
    )
    for (const one of batch) outcomes.push(yield* outcomeOf(at, one, payments.get(one.id) as Payment.Payment))
  }
  return outcomes
})

it.live(
  "client and sandbox reject the same cancels, on thousands of payments and requests",
  () =>
    Effect.gen(function*() {
      const day = yield* runAt(12, tried)
      const night = yield* runAt(23, tried.filter((one) => one.pg === "ksnet" && one.method === "vbank"))
      const outcomes = [...day, ...night]
      const used = new Set<string>()
      const unexplained: Array<string> = []
      for (const { client, one, sandbox, warned } of outcomes) {
        if ((client.length > 0) === (sandbox !== "")) continue
        const why = client.length > 0
          ? undefined
          : explained.find((row) => warned.includes(row.warning) && sandbox.includes(row.sandbox))
        if (why === undefined) {
          unexplained.push(
            `${one.pg} ${one.method}, ${one.past}, ${one.ask}: client ${client.join() || "passes"}, sandbox ${
              sandbox || "passes"
            }`
          )
        } else used.add(why.warning)
      }

      assert.isAtLeast(outcomes.length, isLong ? 8000 : 2600)
      assert.deepStrictEqual(unexplained.slice(0, 20), [])
      assert.deepStrictEqual(explained.filter((row) => !used.has(row.warning)), [], "an explanation nothing needs")
      // A matrix without a rejection would agree too.
      const both = outcomes.filter(({ client, sandbox }) => client.length > 0 && sandbox !== "")
      assert.isAtLeast(both.length, outcomes.length / 5)
      assert.isAtLeast(new Set(both.flatMap(({ client }) => client)).size, 8)
    }).pipe(Effect.provide(Client)),
  600_000
)
