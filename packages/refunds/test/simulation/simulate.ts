/**
 * One seed: a scenario, a shop that refunds in it, and a judge that knows every cancel.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { type Refund, refundOnce, type RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { Clock, Effect, Exit, Fiber, Layer, Logger, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { doubtsAtPg } from "../../src/protocol/outcome.ts"
import { all, type Fault, onReason } from "./faults.ts"
import { Ledger } from "./Ledger.ts"
import { IMP_UID, PAID, Provider } from "./Provider.ts"
import { Random } from "./Random.ts"

const MINUTE = 60_000

export interface Reported {
  readonly key: string
  readonly at: number
  /** The outcome, or the name of an error, or "killed". */
  readonly tag: string
  readonly cause: string | undefined
  readonly detail: unknown
}

export interface Report {
  readonly seed: number
  readonly faults: ReadonlyArray<Fault>
  readonly ledgerKind: LedgerKind
  /** What must never be and was; nothing when all is well. */
  readonly violation: string | undefined
  readonly reported: ReadonlyArray<Reported>
  /** How each refund ended in the last call, after the faults had stopped. */
  readonly ends: ReadonlyArray<Reported>
  readonly log: ReadonlyArray<string>
  readonly sends: number
  /** Virtual. Units: milliseconds. */
  readonly lasted: number
}

/**
 * What the shop remembers: nothing, what its ledger keeps, or what a ledger keeps that fails now
 * and then.
 */
export const ledgerKinds = ["none", "ledger", "failing-ledger"] as const
export type LedgerKind = typeof ledgerKinds[number]

/** Runs a seed. The same seed and memory give the same report. */
export const simulate = (seed: number, ledgerKind: LedgerKind = new Random(~seed).of(ledgerKinds)): Promise<Report> =>
  Effect.runPromise(scenario(seed, ledgerKind))

// Not the production tag: that one is made by the platform's crypto, whose promise would let
// virtual time run ahead.
const tagOf = (impUid: string, key: string): string =>
  Array.from(
    createHash("sha256").update(`${impUid}|${key}`).digest().subarray(0, 12),
    (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]
  ).join("")
const tags = Layer.succeed(RefundTag.RefundTag, {
  of: (impUid, key) => Effect.sync(() => ({ ids: [tagOf(impUid, key)], tag: `${tagOf(impUid, key)}CHECKS` })),
  authentic: (_, word) => Effect.succeed(/^.{12}CHECKS$/.test(word) ? word.slice(0, 12) : undefined),
  fingerprints: ["SIMULATION22"]
})

export const client = (provider: Provider) =>
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make("key"), impSecret: Redacted.make("secret") }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(provider.layer),
    Layer.provideMerge(tags),
    Layer.provideMerge(Logger.layer([]))
  )

interface Asked {
  readonly key: string
  readonly amount: number | "rest"
  readonly options: Refund.Options
}

/** One call, as a process of its own makes it; its outcome, or that it was killed. */
const call = (
  provider: Provider,
  ledger: Ledger | undefined,
  asked: Asked,
  reported: Array<Reported>,
  kill: number | undefined
) =>
  Effect.gen(function*() {
    const refund = refundOnce(
      { impUid: IMP_UID, key: asked.key, amount: asked.amount, reason: "단순 변심" },
      asked.options
    )
    const fiber = yield* Effect.forkChild(
      Effect.provide(refund, Layer.merge(client(provider), ledger?.layer ?? Layer.empty))
    )
    if (kill !== undefined) {
      yield* Effect.raceFirst(Effect.asVoid(Fiber.await(fiber)), Effect.sleep(kill))
      yield* Fiber.interrupt(fiber)
    }
    const exit = yield* Fiber.await(fiber)
    const at = yield* Clock.currentTimeMillis
    const end: Reported = Exit.isSuccess(exit)
      ? {
        key: asked.key,
        at,
        tag: exit.value._tag,
        cause: exit.value._tag === "Undetermined" ? exit.value.cause : undefined,
        detail: exit.value
      }
      : Exit.hasInterrupts(exit)
      ? { key: asked.key, at, tag: "killed", cause: undefined, detail: undefined }
      : {
        key: asked.key,
        at,
        ...(/LedgerFailed/.test(String(exit.cause))
          ? { tag: "LedgerFailed", cause: undefined }
          // The look-up itself failed, and nothing was sent.
          : /CredentialsRejected|Unauthorized|PaymentNotFound/.test(String(exit.cause))
          ? { tag: "LookUpFailed", cause: undefined }
          : { tag: "error", cause: String(exit.cause) }),
        detail: undefined
      }
    reported.push(end)
    provider.log.push(`${at} ${asked.key}: ${end.tag} ${end.cause ?? ""}`)
    return end
  })

/** Virtual time goes on as fast as it can until the effect has ended. */
export const inVirtualTime = <A>(effect: Effect.Effect<A>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect)
    // The clock moves at once where nothing sleeps yet, so the program first runs to its first
    // pause.
    for (let turns = 0; turns < 100; turns++) yield* Effect.yieldNow
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(10 * MINUTE)
    return yield* Fiber.join(fiber)
  })

const scenario = (seed: number, ledgerKind: LedgerKind) =>
  Effect.gen(function*() {
    const random = new Random(seed)
    const density = random.of([0.05, 0.2, 0.5])
    const faults = new Set(all.filter(() => random.hits(density)))
    // What becomes of a reason is one thing or another, and mostly nothing.
    const echo = random.hits(0.25) ? random.of(onReason) : undefined
    for (const fault of onReason) if (fault !== echo) faults.delete(fault)
    const rate = random.of([0.1, 0.3, 0.6])
    const provider = new Provider(random, faults, (kinds) => {
      const possible = kinds.filter((kind) => faults.has(kind))
      return possible.length > 0 && random.hits(rate) ? random.of(possible) : undefined
    })
    // Drawn apart, so that a seed is the same scenario with every kind of ledger.
    const ledger = ledgerKind === "none" ? undefined : new Ledger(new Random(~seed), ledgerKind === "ledger" ? 0 : 0.2)
    const hurried = new Random(seed + 0x5eed)
    const has = (...any: ReadonlyArray<Fault>) => any.some((fault) => faults.has(fault))

    const mangled = has("reason-dropped", "reason-cut-inside-the-tag")
    // To rule out earlier calls is to state that no other call sends and nothing is sent twice.
    // KNOWN: the look-ups that confirm a rejection can be wrong where the cancel was made all the
    // same and the look-ups are old.
    const deceived = has("pg-refuses-and-does-it", "unknown-rejection-after") && has("find-stale", "find-torn")
    const alone = !has("two-callers", "duplicate", "caller-killed") && !deceived && random.hits(0.5)
    const amount = random.of([1000, 3000, 5000, 6000, 10000, "rest"] as const)
    const earlier = alone ? "none" : "possible"
    const options: Refund.Options = {
      // A ledger knows of all calls, and of not what a PG did in spite of its rejection.
      earlier: ledger === undefined || deceived ? earlier : undefined,
      onForeign: random.of(["stop", "replan"] as const),
      // Drawn apart, so that the other draws of a seed stay.
      patience: has("short-of-time") ? hurried.of([20_000, 90_000, 10 * MINUTE]) : undefined,
      profile: { echoesReason: !mangled && random.hits(0.5) }
    }
    const asked: ReadonlyArray<Asked> = has("two-refunds")
      ? [{ key: "refund-1", amount, options }, {
        key: "refund-2",
        amount: random.of([amount, 2000]),
        options
      }]
      : [{ key: "refund-1", amount, options }]

    if (has("foreign-equal")) {
      const equal = amount === "rest" ? PAID : amount
      provider.later(random.between(0, 10 * MINUTE), "a person cancels an equal amount", () =>
        provider.otherCancels(equal))
    }
    if (has("foreign-other")) {
      for (let times = random.between(1, 2); times > 0; times--) {
        const other = random.of([500, 1500, 4000])
        provider.later(random.between(0, 10 * MINUTE), `a person cancels ${other}`, () =>
          provider.otherCancels(other))
      }
    }
    if (has("outage")) {
      const from = random.of([0, random.between(0, 3 * MINUTE)])
      provider.outage(from, from + 10 * MINUTE)
    }

    const reported: Array<Reported> = []
    const kill = () =>
      has("caller-killed") ? random.of([random.between(0, 400), random.between(0, 6 * MINUTE)]) : undefined
    const callers = has("two-callers") ? [0, random.of([0, random.between(0, 3 * MINUTE)])] : [0]
    const shop = Effect.all(
      asked.flatMap((one) => {
        return callers.map((wait) =>
          Effect.delay(call(provider, ledger, one, reported, kill()), wait)
        )
      }),
      // Two refunds of one payment at the same time, or one after the other.
      { concurrency: "unbounded" }
    )
    yield* inVirtualTime(shop)
    // Again while things still go wrong, as a worker would.
    if (random.hits(0.5)) {
      yield* inVirtualTime(
        Effect.forEach(asked, (one) => call(provider, ledger, later(one), reported, kill()), { discard: true })
      )
    }
    // Nothing new goes wrong from here on, but what is under way still arrives, before, during or
    // after this call.
    provider.heal()
    ledger?.heal()
    yield* inVirtualTime(
      Effect.forEach(asked, (one) => call(provider, ledger, later(unhurried(one)), reported, undefined), {
        discard: true
      })
    )
    yield* TestClock.adjust(60 * MINUTE)
    provider.catchUp(yield* Clock.currentTimeMillis)
    const ends = yield* inVirtualTime(
      Effect.forEach(asked, (one) => call(provider, ledger, later(unhurried(one)), reported, undefined))
    )

    const suspects = mangled || has("foreign-equal", "foreign-other")
    const violation = asked.map(({ amount, key }) =>
      judge(provider, key, amount, reported.filter((one) => one.key === key), ledger !== undefined && !deceived) ??
        judgeEnd(provider, key, ends.find((one) => one.key === key), suspects, ledger !== undefined)
    ).find((found) => found !== undefined)
    const report: Report = {
      seed,
      faults: [...faults],
      ledgerKind,
      violation,
      reported,
      ends,
      log: provider.log,
      sends: provider.sends,
      lasted: yield* Clock.currentTimeMillis
    }
    return report
  }).pipe(Effect.provide(TestClock.layer()), Effect.scoped)

// A later call cannot rule out the first one; a ledger knows it.
const later = ({ options, ...asked }: Asked): Asked => ({
  ...asked,
  options: { ...options, earlier: options.earlier === undefined ? undefined : "possible" }
})
const unhurried = ({ options, ...asked }: Asked): Asked => ({
  ...asked,
  options: { ...options, patience: 12 * 60 * MINUTE }
})

/** Whether an outcome uses the key up. */
const isClosed = (detail: unknown) => (detail as { readonly next?: unknown } | undefined)?.next !== "call-again"

/** What must hold for every refund at every time. */
const judge = (
  provider: Provider,
  key: string,
  amount: number | "rest",
  reported: ReadonlyArray<Reported>,
  remembered: boolean
): string | undefined => {
  const mine = provider.lines.filter(({ by }) => by === tagOf(IMP_UID, key))
  if (mine.length > 1) return `${key} was applied ${mine.length} times`
  if (amount !== "rest" && mine.some((line) => line.amount !== amount)) return `${key} was applied with another amount`
  if (provider.balance < 0) return "more was given back than was paid"
  for (const { at, cause, detail, tag } of reported) {
    switch (tag) {
      case "Succeeded": {
        if (mine.length === 0) return `${key} was reported done at ${at} and never applied`
        const { amount } = detail as { readonly amount: number }
        if (amount !== mine[0]?.amount) return `${key} was reported done with ${amount} instead of ${mine[0]?.amount}`
        break
      }
      case "AcceptedPending":
        if (mine.length === 0) return `${key} was reported accepted at ${at} and never applied`
        break
      case "Rejected":
      case "NotRefunded":
        // A later call may do it where nothing is remembered; what was sent before must not.
        // So may one after a rejection whose obstacle passes.
        if (mine.some(({ sentAt }) => remembered && isClosed(detail) || sentAt <= at)) {
          return `${key} was reported ${tag} at ${at} and is applied`
        }
        break
      case "Undetermined": {
        const { evidence, message, messageKo } = detail as RefundOutcome.Undetermined
        if (!cause || !evidence || !message || !messageKo) return `${key} is unknown and without a reason`
        if (cause === "BrokenInvariant") return `${key} ended in what must never be`
        break
      }
      case "killed":
        break
      case "LedgerFailed":
      case "LookUpFailed":
        break
      default:
        return `${key} failed: ${cause}`
    }
  }
  return undefined
}

/**
 * What must hold once nothing goes wrong any more: done, impossible, or a riddle that this scenario
 * could pose.
 */
const judgeEnd = (
  provider: Provider,
  key: string,
  end: Reported | undefined,
  suspects: boolean,
  remembered: boolean
): string | undefined => {
  const done = provider.lines.some(({ by }) => by === tagOf(IMP_UID, key))
  if (end?.tag === "Succeeded") return done ? undefined : `${key} ended done and is not`
  if (end?.tag === "NotRefunded") return done ? `${key} ended not refunded and is` : undefined
  // With a ledger a rejection is for good, and so is a PG's "already cancelled" until a person has
  // compared.
  if (remembered && end?.tag === "Rejected") return done ? `${key} ended rejected and is done` : undefined
  if (remembered && doubtsAtPg.some((doubt) => doubt === end?.cause)) return undefined
  // PortOne confirmed, and the entry carries no tag: it stays accepted.
  if (remembered && end?.tag === "AcceptedPending" && suspects && done) return undefined
  if (end?.cause === "EqualForeignCancel" && suspects) return undefined
  return `${key} ended ${end?.tag} ${end?.cause ?? ""} although nothing goes wrong any more`
}
