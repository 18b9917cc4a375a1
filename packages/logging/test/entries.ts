/**
 * Random log entries, the same for the same seed: texts with many digits, numbers of every size,
 * errors of this library and of others, keys that are listed and keys that are not.
 */
import { CancelError } from "@effect-portone/core"
import type { AllowList } from "@effect-portone/logging"
import { Cause, type Logger, Redacted, References } from "effect"

export const entries = (seed: number) => {
  const random = mulberry32(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const one = <A>(from: ReadonlyArray<A>): A => from[below(from.length)]!
  const some = <A>(most: number, make: () => A): ReadonlyArray<A> => Array.from({ length: below(most + 1) }, make)

  const text = () => some(8, () => one(PIECES)).join("")
  const number = () =>
    one([
      () => below(1e6),
      () => -below(1e6),
      () => Math.round((random() - 0.5) * 10 ** below(22)),
      () => (random() - 0.5) * 10 ** below(30),
      () => one([0, -0, NaN, Infinity, -Infinity, 1e12, -1e12, 1e12 - 1, 4111111111111111, 1e21, 5e-324, 0.1])
    ])()
  const value = (): unknown =>
    one<() => unknown>([text, text, number, () => random() < 0.5, () => one(OTHERS), () => error()])()
  const error = (): unknown => {
    const payment = one([undefined, "imp_448280090638", text()])
    const status = one([200, 502])
    return one<() => unknown>([
      () => new CancelError.NotSent({ payment, reason: one(CancelError.NotSent.fields.reason.literals) }),
      () =>
        new CancelError.OutcomeUnknown({
          payment,
          status,
          reason: one(CancelError.OutcomeUnknown.fields.reason.literals)
        }),
      () =>
        new CancelError.CancelRejected({
          payment,
          code: below(100),
          status,
          providerMessage: text(),
          family: one(["pg", "portone"])
        }),
      () => new CancelError.ChecksumMismatch({ payment, code: 1, checksum: below(1e9), providerMessage: text() }),
      () =>
        Object.assign(new Error(text()), {
          _tag: one(["LookupFailed", "TokenStoreFailed", text()]),
          moneyMoved: "no",
          resend: "safe",
          messageKo: text(),
          impUid: payment,
          operation: one(["get", "set", "clear", text()]),
          reason: one(["Timeout", text()]),
          problem: text()
        }),
      () => new TypeError(text()),
      () => ({ _tag: text() }),
      () => ({ moneyMoved: one(["no", "unknown", "maybe"]), resend: "never", payment: value(), reason: text() }),
      () => Object.assign(() => {}, { moneyMoved: "no", resend: "safe", code: number() })
    ])()
  }
  const reason = () =>
    one([() => Cause.fail(error()), () => Cause.fail(value()), () => Cause.die(error()), () => Cause.interrupt(1)])()

  const options: ReadonlyArray<AllowList.Options> = [
    {},
    { keys: ["orderId", "1", "level", "__proto__", "constructor", "refund"], messages: ["order.refunded", "a"] },
    { messages: "all", longestText: 12 },
    { messages: "all", errorMessages: true, longestText: 1000, keys: ["orderId", "refund"] }
  ]

  return (): { readonly options: AllowList.Options; readonly entry: Logger.Options<unknown> } => {
    const part = () => one<() => unknown>([() => one(MESSAGES), () => one(MESSAGES), value])()
    const annotations = Object.fromEntries(some(6, () => [one(KEYS), value()]))
    const spans = some(2, () => [one(["refund", "orderId", "01012345678"]), below(1e6)] as const)
    const references = new Map<unknown, unknown>([
      [References.CurrentLogAnnotations, annotations],
      [References.CurrentLogSpans, spans]
    ])
    const entry = {
      message: one([part, () => some(3, part)])(),
      logLevel: one(["Trace", "Debug", "Info", "Warn", "Error", "Fatal"]),
      cause: some(2, reason).reduce<Cause.Cause<unknown>>(Cause.combine, Cause.empty),
      fiber: { getRef: (reference: unknown) => references.get(reference) },
      date: new Date(below(2 ** 31) * 1000 + below(1000))
    }
    return { options: one(options), entry: entry as unknown as Logger.Options<unknown> }
  }
}

const PIECES = [
  ..."0123456789",
  ..." -.x가\n",
  "4111111111111111",
  "4111 1111-1111 1111",
  "４１１１\u200b１１１１－１１１１\u00a0１１１１",
  "41111111",
  "11111111",
  "1234",
  "  ",
  "imp_",
  "-f8a05301-5944-4259-9e92-a138f42ebe2c ",
  "9".repeat(22)
]

const MESSAGES = ["portone.cancel.sending", "portone.token.dropped", "order.refunded", "a", "홍길동", "constructor"]

const KEYS = "event payment code amount checksum orderId buyerName refund level faults 1 constructor __proto__".split(
  " "
)

const OTHERS = [
  undefined,
  null,
  {},
  [],
  ["a"],
  1n,
  Symbol("a"),
  Redacted.make("a"),
  new Date(0),
  () => "a",
  { moneyMoved: "no" }
]

// A small generator of random numbers with a seed.
const mulberry32 = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
}
