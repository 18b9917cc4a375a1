/**
 * The promises of every `TokenStore`.
 */
import { TokenStore } from "@effect-portone/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { clear, get, HALF_HOUR, holds, type Kept, random, revealsNothing, set } from "./tokenStoreSubject.ts"

// Names that a store may confuse: by prefix, letter case or trimming, as a path or as a pattern.
const alike = (name: string) => [
  name,
  name.toUpperCase(),
  `${name} `,
  `${name}.`,
  `${name}:1`,
  `${name}/1`,
  `${name}/../1`,
  `${name}*`,
  `${name}%`,
  `${name}가`,
  `${name}${"x".repeat(1000)}`
]

const ODD_TOKENS = ["\"", "\\", "a\nb", " a ", "{}", "null", "%2F", "토큰", "🔑", "x".repeat(4000)]

/**
 * The promises that can be checked through the port alone.
 */
export const promises: ReadonlyArray<Kept<TokenStore.TokenStore>> = [
  [
    "returns what was set for the account",
    Effect.fnUntraced(function*({ account, token }) {
      const expiresAt = yield* set(account, token)
      yield* holds(account, token)
      const entry = yield* get(account)
      if (entry?.expiresAt !== expiresAt) return yield* Effect.fail("another expiresAt than the one that was set")
    })
  ],
  ["returns nothing for an account that was never set", ({ account }) => holds(account, undefined)],
  [
    "keeps accounts apart, however alike their names are",
    Effect.fnUntraced(function*({ account }) {
      const accounts = alike(Redacted.value(account)).map((name) => [Redacted.make(name), random("token")] as const)
      for (const [name, token] of accounts) {
        yield* holds(name, undefined)
        yield* set(name, token)
      }
      for (const [name, token] of accounts) yield* holds(name, token)
    })
  ],
  [
    "returns the newer token after a second set",
    Effect.fnUntraced(function*({ account, newer, token }) {
      yield* set(account, token)
      yield* set(account, newer)
      yield* holds(account, newer)
    })
  ],
  [
    "returns nothing once the token has expired",
    Effect.fnUntraced(function*({ account, token }) {
      yield* set(account, token, -1)
      yield* holds(account, undefined)
    })
  ],
  [
    "forgets the token that clear is given",
    Effect.fnUntraced(function*({ account, token }) {
      yield* set(account, token)
      yield* clear(account, token)
      yield* holds(account, undefined)
    })
  ],
  [
    "leaves a newer token alone when clear is given an older one",
    Effect.fnUntraced(function*({ account, newer, token }) {
      yield* set(account, token)
      yield* set(account, newer)
      yield* clear(account, token)
      yield* holds(account, newer)
    })
  ],
  [
    "clears one account and leaves another alone, even with the same token",
    Effect.fnUntraced(function*({ account, other, token }) {
      yield* set(account, token)
      yield* set(other, token)
      yield* clear(account, token)
      yield* holds(account, undefined)
      yield* holds(other, token)
    })
  ],
  ["clears an account that was never set without failing", ({ account, token }) => clear(account, token)],
  [
    "returns a token of any text as it was set",
    Effect.fnUntraced(function*({ account }) {
      for (const text of ODD_TOKENS) {
        yield* set(account, Redacted.make(text))
        yield* holds(account, Redacted.make(text))
      }
    })
  ],
  [
    "returns one whole entry while many are set at once",
    Effect.fnUntraced(function*({ account }) {
      const entries = Array.from({ length: 20 }, (_, index) => ({ token: random("token"), life: HALF_HOUR + index }))
      const written = new Map<string, number>()
      const now = yield* Clock.currentTimeMillis
      for (const { life, token } of entries) written.set(Redacted.value(token), now + life)
      const store = yield* TokenStore.TokenStore
      const check = Effect.gen(function*() {
        const entry = yield* get(account)
        if (entry !== undefined && written.get(Redacted.value(entry.token)) !== entry.expiresAt) {
          return yield* Effect.fail("an entry that was never set")
        }
      })
      yield* Effect.forEach(
        entries,
        ({ life, token }) => Effect.andThen(store.set(account, { token, expiresAt: now + life }), check),
        { concurrency: "unbounded", discard: true }
      )
      yield* check
      if ((yield* get(account)) === undefined) return yield* Effect.fail("nothing where there should be a token")
    })
  ],
  [
    "logs neither account nor token",
    Effect.fnUntraced(function*({ account, newer, token }) {
      const lines: Array<unknown> = []
      const logger = Logger.make<unknown, void>(({ cause, fiber, message }) => {
        lines.push([message, cause, fiber.getRef(References.CurrentLogAnnotations)])
      })
      yield* Effect.gen(function*() {
        yield* set(account, token)
        yield* get(account)
        yield* clear(account, newer)
        yield* clear(account, token)
      }).pipe(
        Effect.provideService(References.CurrentLoggers, new Set([logger])),
        Effect.provideService(References.MinimumLogLevel, "All")
      )
      yield* revealsNothing("a log line", lines, [account, token, newer])
    })
  ],
  [
    "hands a token out redacted",
    Effect.fnUntraced(function*({ account, token }) {
      yield* set(account, token)
      const entry = yield* get(account)
      yield* revealsNothing("the entry as printed", [entry, JSON.stringify(entry)], [token])
    })
  ]
]
