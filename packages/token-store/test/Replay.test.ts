import { AccessToken, cancel, CancelRequest, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { FileKeyValueStore, KeyValueTokenStore } from "@effect-portone/token-store"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as fs from "node:fs"
import { join } from "node:path"
import { account, entry, key, temporaryDirectory, token } from "./stores.ts"

const over = (directory: string) =>
  KeyValueTokenStore.layer({ key }).pipe(
    Layer.provide(FileKeyValueStore.layer(directory)),
    Layer.provide([NodeFileSystem.layer, NodePath.layer])
  )

/** Copies the files of a directory, and returns what puts the copy back. */
const backUp = (directory: string) => {
  const files = fs.readdirSync(directory).map((name) => [name, fs.readFileSync(join(directory, name))] as const)
  assert.isAbove(files.length, 0)
  return () => {
    for (const [name, bytes] of files) fs.writeFileSync(join(directory, name), bytes, { mode: 0o600 })
  }
}

const minutes = (count: number) => count * 60_000

describe("an entry that is restored from a copy", () => {
  const test = (name: string, body: (directory: string) => Effect.Effect<void, unknown, TokenStore.TokenStore>) =>
    it.effect(
      name,
      () => Effect.flatMap(temporaryDirectory, (directory) => body(directory).pipe(Effect.provide(over(directory))))
    )

  test("ends when its own token does, and not when the newer one does", (directory) =>
    Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* store.set(account, entry)
      const restore = backUp(directory)
      yield* TestClock.adjust("20 minutes")
      yield* store.set(account, { token: Redacted.make("newer"), expiresAt: minutes(50) })

      restore()

      assert.deepStrictEqual(yield* store.get(account), Option.some(entry))
      yield* TestClock.adjust("10 minutes")
      assert.isTrue(Option.isNone(yield* store.get(account)))
    }))

  test("does not live again when the clock is set back to a time before it was stored", () =>
    Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* TestClock.setTime(minutes(600))
      yield* store.set(account, { token, expiresAt: minutes(630) })

      yield* TestClock.setTime(minutes(598))
      assert.isTrue(Option.isNone(yield* store.get(account)))
      // The clocks of two machines may differ by a minute.
      yield* TestClock.setTime(minutes(599))
      assert.isTrue(Option.isSome(yield* store.get(account)))
    }))

  test("is no token if this process was asked to clear it, until it is stored again", (directory) =>
    Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      const other = Redacted.make("6543210987654321")
      yield* store.set(account, entry)
      yield* store.set(other, entry)
      const restore = backUp(directory)
      yield* store.clear(account, token)

      restore()

      assert.isTrue(Option.isNone(yield* store.get(account)))
      assert.isTrue(Option.isSome(yield* store.get(other)), "the same token of another account")
      yield* store.set(account, entry)
      assert.isTrue(Option.isSome(yield* store.get(account)))
    }))
})

it.effect("costs one rejected call and one token request if it holds a token that PortOne rejects", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    const calls: Array<string> = []
    let issued = 0
    const answer = (status: number, code: number, response: unknown) => ({
      status,
      body: Redacted.make(JSON.stringify({ code, message: code === 0 ? null : "Unauthorized", response }))
    })
    const transport = Layer.succeed(Transport.Transport, {
      send: ({ authorization, path }) =>
        Effect.sync(() => {
          if (path === "/users/getToken") {
            calls.push("token")
            return answer(200, 0, { access_token: `token-${++issued}`, now: 0, expired_at: 1800 })
          }
          const isRejected = authorization !== undefined && Redacted.value(authorization) !== `token-${issued}`
          calls.push(isRejected ? "rejected" : "confirmed")
          return isRejected
            ? answer(401, -1, null)
            : answer(200, 0, { imp_uid: "imp_1", status: "cancelled", amount: 1, cancel_amount: 1, currency: "KRW" })
        })
    })
    // Each is a process of its own, with its own memory.
    const cancelOnce = cancel(CancelRequest.full({ impUid: "imp_1", checksum: 1 })).pipe(Effect.provide(
      AccessToken.layer().pipe(
        Layer.provide([
          Credentials.layer({ impKey: account, impSecret: Redacted.make("secret") }),
          over(directory)
        ]),
        Layer.provideMerge(transport)
      )
    ))

    yield* cancelOnce
    const restore = backUp(directory)
    issued++
    restore()
    yield* cancelOnce
    yield* cancelOnce

    assert.deepStrictEqual(calls, ["token", "confirmed", "rejected", "token", "confirmed", "confirmed"])
  }))
