/**
 * E1.2 and E2: a replaced secret, and words in brackets that are not tags. Over real HTTP against
 * the sandbox, whose ledger is the judge.
 */
import { Transport } from "@effect-portone/core"
import { type Refund, RefundLedger, refundOnce, RefundTag } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { client, control, received, seed, short, TAG_SECRET, taken } from "./shop.ts"

const NEW_SECRET = "a-new-tag-secret-of-more-than-32-characters"

const secrets = (current: string, ...previous: ReadonlyArray<string>) =>
  RefundTag.layer(Redacted.make(current), { previous: previous.map((text) => Redacted.make(text)) })

const on = (tags: ReturnType<typeof secrets> = secrets(TAG_SECRET)) => client(undefined, tags)

const refund = (impUid: string, options: Refund.Options = {}, reason = "단순 변심", key = "refund-1") =>
  refundOnce({ impUid, key, amount: 3000, reason }, { timers: short, ...options })

const sandboxed = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, sandboxLayer())

const ledgers = [["without a ledger", () => Layer.empty], ["with a ledger", RefundLedger.layerMemory]] as const

/** A PG that shows reasons in another form than they were sent. */
const showing = (change: (reason: string) => string) =>
  Layer.effect(
    Transport.Transport,
    Effect.map(Transport.Transport, ({ send }) => ({
      send: (request: Transport.TransportRequest) =>
        Effect.map(send(request), (response) => ({
          ...response,
          body: Redacted.make(
            Redacted.value(response.body).replace(
              /"reason":"((?:[^"\\]|\\.)*)"/g,
              (_, reason: string) => `"reason":${JSON.stringify(change(JSON.parse(`"${reason}"`)))}`
            )
          )
        }))
    }))
  )

describe("E1.2 a secret that was replaced", () => {
  for (const [name, ledger] of ledgers) {
    it.live(`recognises the refunds of the previous one: ${name}`, () =>
      sandboxed(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const before = yield* Effect.provide(refund(impUid), on())
          const after = yield* Effect.provide(refund(impUid), on(secrets(NEW_SECRET, TAG_SECRET)))

          assert.deepStrictEqual([before._tag, after._tag, after.sends], ["Succeeded", "Succeeded", 0])
          assert.deepStrictEqual(yield* taken(impUid), [3000])
        }).pipe(Effect.provide(ledger()))
      ))

    it.live(`finishes a refund of the previous one whose answer was lost: ${name}`, () =>
      sandboxed(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const sandbox = yield* Sandbox
          yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit", times: 1 })
          const onPayment = () => Effect.orDie(sandbox.fault({ route: "find", fault: "html-503", times: 999 }))
          yield* Effect.provide(refund(impUid, { sends: 1, onPayment }), on())
          yield* control("faults")
          const after = yield* Effect.provide(refund(impUid), on(secrets(NEW_SECRET, TAG_SECRET)))

          assert.strictEqual(after._tag, "Succeeded")
          assert.deepStrictEqual(yield* taken(impUid), [3000])
        }).pipe(Effect.provide(ledger()))
      ))
  }

  it.live("is rejected by a ledger that knows the other one, before anything is sent", () =>
    sandboxed(
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* Effect.provide(refund(impUid), on())
        const before = yield* received
        const error: any = yield* Effect.flip(Effect.provide(refund(impUid), on(secrets(NEW_SECRET))))

        assert.strictEqual(error._tag, "TagSecretUnknown")
        assert.strictEqual((yield* received).cancel, before.cancel)
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))

  // Another process, which has the new secret, calls between a cancel and what the first process
  // makes of its answer.
  const meanwhile = (call: Effect.Effect<unknown>) =>
    Layer.effect(
      Transport.Transport,
      Effect.map(Transport.Transport, ({ send }) => ({
        send: (request: Transport.TransportRequest) =>
          Effect.onExit(send(request), () => request.path === "/payments/cancel" ? call : Effect.void)
      }))
    )

  const overtaken: ReadonlyArray<readonly [what: string, tag: boolean, key: string, fault: string, end: string]> = [
    ["calls another refund", true, "refund-2", "none", "Succeeded"],
    ["calls another refund and the answer is lost", true, "refund-2", "drop-before-commit", "Undetermined"],
    ["calls the same refund", true, "refund-1", "none", "Succeeded"],
    ["calls the same refund without a tag", false, "refund-1", "none", "Succeeded"]
  ]
  for (const [what, tag, key, fault, end] of overtaken) {
    it.live(`is in the ledger before the answer, and the ledger has the end: a process that has it ${what}`, () =>
      sandboxed(
        Effect.gen(function*() {
          const impUid = yield* seed()
          if (fault !== "none") yield* (yield* Sandbox).fault({ route: "cancel", fault, times: 1 })
          const both = on(secrets(NEW_SECRET, TAG_SECRET))
          const other = Effect.exit(Effect.provide(refund(impUid, { tag, patience: 0 }, "변심", key), both))
          const context = yield* Effect.context<Sandbox>()
          const first = yield* refund(impUid, { tag }).pipe(
            Effect.provide(Layer.provideMerge(meanwhile(Effect.provide(other, context)), on()))
          )
          const again = yield* Effect.provide(refund(impUid, { tag }), both)
          const last = yield* Effect.provide(refund(impUid, { tag }, "변심", key), both)

          assert.deepStrictEqual([first._tag, first.sends], [end, 1])
          assert.deepStrictEqual([again._tag, again.sends], ["Succeeded", end === "Succeeded" ? 0 : 1])
          assert.strictEqual(last._tag, "Succeeded")
          assert.deepStrictEqual(yield* taken(impUid), key === "refund-1" ? [3000] : [3000, 3000])
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      ))
  }
})

describe("E2.1 a word in brackets in the shop's own reason", () => {
  for (const reason of ["[CANCELLATION] 고객 변심", "[ABCDEFGHIJKLMNOPQR] 변심"]) {
    for (const onForeign of ["stop", "replan"] as const) {
      it.live(`is not another refund's tag: ${reason}, ${onForeign}`, () =>
        sandboxed(
          Effect.gen(function*() {
            const impUid = yield* seed()
            const sandbox = yield* Sandbox
            yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit", times: 1 })
            const done = yield* refund(impUid, { tag: false, onForeign }, reason)

            assert.notStrictEqual(done._tag, "NotRefunded")
            assert.deepStrictEqual(yield* taken(impUid), [3000])
          }).pipe(Effect.provide([on(), RefundLedger.layerMemory()]))
        ))
    }
  }
})

const withoutCheck = (reason: string) => reason.replace(/\[([A-Z2-7]{12})[A-Z2-7]{6}\]/, "[$1]")

describe("E2.2 a PG that shows words of its own before the reason", () => {
  const shown: ReadonlyArray<readonly [name: string, change: (reason: string) => string]> = [
    ["a word of 12 letters", (reason) => `[PARTIALCANCL] ${reason}`],
    ["a word of 18 letters", (reason) => `[PARTIALCANCELLATIO] ${reason}`],
    ["several words", (reason) => `[CANCELLATION][PARTIALCANCL][VIP] ${reason}`],
    ["a word around", (reason) => `[취소 ${reason}]`],
    ["a word behind", (reason) => `${reason} [PARTIALCANCL]`],
    ["the tag of a version without a check", withoutCheck],
    ["a word before the tag of a version without a check", (reason) => `[PARTIALCANCL] ${withoutCheck(reason)}`],
    ["a reason cut behind the tag", (reason) => reason.slice(0, 20)]
  ]
  for (const [name, change] of shown) {
    for (const [memory, ledger] of ledgers) {
      it.live(`refunds once: ${name}, ${memory}`, () =>
        sandboxed(
          Effect.gen(function*() {
            const impUid = yield* seed()
            const first = yield* refund(impUid)
            const again = yield* refund(impUid)

            assert.deepStrictEqual([first._tag, again._tag, again.sends], ["Succeeded", "Succeeded", 0])
            assert.deepStrictEqual(yield* taken(impUid), [3000])
          }).pipe(Effect.provide(Layer.provideMerge(showing(change), on())), Effect.provide(ledger()))
        ))
    }
  }
})
