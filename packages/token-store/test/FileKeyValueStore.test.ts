import { TokenStore } from "@effect-portone/core"
import { FileKeyValueStore } from "@effect-portone/token-store"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option } from "effect"
import { KeyValueStore } from "effect/persistence"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { join } from "node:path"
import { execPath } from "node:process"
import { conforms, tokenStore } from "./conforms.ts"
import { account, entry, plain, sealed, temporaryDirectory, view } from "./stores.ts"

const platform = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)
const at = (directory: string) => FileKeyValueStore.layer(directory).pipe(Layer.provide(platform))
const inFiles = Layer.unwrap(Effect.map(temporaryDirectory, (directory) => at(join(directory, "tokens"))))

describe("encrypted, over files", () => conforms(tokenStore(sealed(inFiles), view)))

describe("in plain text, over files", () => conforms(tokenStore(plain(inFiles), view)))

it.effect("makes its directory for the owner alone, and files that only the owner can read", () =>
  Effect.gen(function*() {
    const directory = join(yield* temporaryDirectory, "deep", "tokens")

    yield* Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.set("name", "text")).pipe(
      Effect.provide(at(directory))
    )

    assert.strictEqual(fs.statSync(directory).mode & 0o777, 0o700)
    assert.deepStrictEqual(fs.readdirSync(directory), ["name.entry"])
    assert.strictEqual(fs.statSync(join(directory, "name.entry")).mode & 0o777, 0o600)
  }))

it.effect("leaves a directory that all users share as it is, because closing it would break their programs", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    fs.chmodSync(directory, 0o1777)

    const error = yield* Effect.flip(Effect.provide(Effect.void, at(directory)))

    assert.deepInclude(error, { _tag: "UnsafeTokenStoreDirectory", problem: "shared" })
    assert.strictEqual(fs.statSync(directory).mode & 0o7777, 0o1777)
    assert.deepStrictEqual(fs.readdirSync(directory), [])
  }))

it.effect("never has a file that others can read, not even before it is renamed", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    const modes: Array<number> = []
    const watching = Layer.effect(
      FileSystem.FileSystem,
      Effect.map(FileSystem.FileSystem, (system) => ({
        ...system,
        rename: (from: string, to: string) =>
          Effect.suspend(() => {
            modes.push(fs.statSync(from).mode & 0o777)
            return system.rename(from, to)
          })
      }))
    ).pipe(Layer.provide(NodeFileSystem.layer))
    fs.writeFileSync(join(directory, "name.entry"), "readable", { mode: 0o644 })

    yield* Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.set("name", "text")).pipe(
      Effect.provide(FileKeyValueStore.layer(directory).pipe(Layer.provide([watching, NodePath.layer])))
    )

    assert.deepStrictEqual(modes, [0o600])
    assert.strictEqual(fs.statSync(join(directory, "name.entry")).mode & 0o777, 0o600)
  }))

it.effect("leaves the old entry whole and no draft behind when a write fails", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    const failing = Layer.effect(
      FileSystem.FileSystem,
      Effect.map(FileSystem.FileSystem, (system) => ({
        ...system,
        rename: () => system.rename(join(directory, "missing"), join(directory, "nowhere"))
      }))
    ).pipe(Layer.provide(NodeFileSystem.layer))
    fs.writeFileSync(join(directory, "name.entry"), "old")

    const failure = yield* Effect.flatMap(KeyValueStore.KeyValueStore, (store) => Effect.flip(store.set("name", "new")))
      .pipe(Effect.provide(FileKeyValueStore.layer(directory).pipe(Layer.provide([failing, NodePath.layer]))))

    assert.strictEqual(failure._tag, "KeyValueStoreError")
    assert.deepStrictEqual(fs.readdirSync(directory), ["name.entry"])
    assert.strictEqual(fs.readFileSync(join(directory, "name.entry"), "utf8"), "old")
  }))

it.effect("reads no token from a file that is cut, empty or of another program", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    yield* Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* store.set(account, entry)
      const [name = ""] = fs.readdirSync(directory)
      const whole = fs.readFileSync(join(directory, name))

      for (
        const bytes of [whole.subarray(0, 60), Buffer.alloc(0), Buffer.from([0xff, 0xfe, 0x00]), Buffer.alloc(4096)]
      ) {
        fs.writeFileSync(join(directory, name), bytes)
        assert.isTrue(Option.isNone(yield* store.get(account)))
      }
      fs.writeFileSync(join(directory, name), whole)
      assert.isTrue(Option.isSome(yield* store.get(account)))
    }).pipe(Effect.provide(sealed(at(directory))))
  }))

it.effect("fails without naming the path when the directory is gone", () =>
  Effect.gen(function*() {
    const directory = join(yield* temporaryDirectory, "tokens")
    yield* Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      fs.rmSync(directory, { recursive: true })

      const failure = yield* Effect.flip(store.set(account, entry))

      assert.include(failure.message, "could not set (the key-value store failed: NotFound)")
      assert.notInclude(failure.message, directory)
    }).pipe(Effect.provide(sealed(at(directory))))
  }))

it.effect("lists and clears its own entries, and leaves other files in the directory", () =>
  Effect.gen(function*() {
    const directory = yield* temporaryDirectory
    yield* Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      const names = ["a", "../up", ".", "가 나", "%zz"]
      for (const name of names) yield* store.set(name, `text of ${name}`)
      fs.writeFileSync(join(directory, "foreign.txt"), "")
      fs.writeFileSync(join(directory, "%zz.entry"), "")

      assert.sameMembers([...(yield* store.keys)], names)
      assert.strictEqual(yield* store.size, names.length)
      assert.strictEqual(yield* store.get("../up"), "text of ../up")
      yield* store.clear
      assert.deepStrictEqual(fs.readdirSync(directory), ["foreign.txt"])
    }).pipe(Effect.provide(at(directory)))
  }))

// Real processes, because a process does not interrupt its own write. The time limit is many times
// what they need to start on a busy machine.
const writer = (directory: string, letter: string) => `
  import { FileKeyValueStore } from "@effect-portone/token-store"
  import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
  import * as NodePath from "@effect/platform-node/NodePath"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as KeyValueStore from "effect/persistence/KeyValueStore"
  const files = FileKeyValueStore.layer(${JSON.stringify(directory)}).pipe(
    Layer.provide([NodeFileSystem.layer, NodePath.layer])
  )
  await Effect.runPromise(Effect.gen(function*() {
    const store = yield* KeyValueStore.KeyValueStore
    for (let count = 0; count < 100; count++) yield* store.set("name", ${JSON.stringify(letter)}.repeat(200_000))
  }).pipe(Effect.provide(files)))
`

const runs = (code: string) =>
  Effect.promise(() =>
    new Promise<number | null>((resolve) => {
      spawn(execPath, ["--input-type=module", "-e", code], { cwd: import.meta.dirname, stdio: "inherit" })
        .once("exit", resolve)
    })
  )

it.live(
  "returns the whole text of one writer while two other processes replace each other's entries",
  () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const writers = { busy: true }
      const seen = new Set<string>()
      const reading = Effect.gen(function*() {
        const store = yield* KeyValueStore.KeyValueStore
        do {
          const text = yield* store.get("name")
          if (text !== undefined) seen.add(`${text.length} ${[...new Set(text)].join("")}`)
        } while (writers.busy)
      }).pipe(Effect.provide(at(directory)))
      const written = Effect.all([runs(writer(directory, "a")), runs(writer(directory, "b"))], { concurrency: 2 }).pipe(
        Effect.ensuring(Effect.sync(() => {
          writers.busy = false
        }))
      )

      const [codes] = yield* Effect.all([written, reading], { concurrency: 2 })

      assert.deepStrictEqual(codes, [0, 0])
      assert.includeMembers(["200000 a", "200000 b"], [...seen])
      assert.isAbove(seen.size, 0)
      assert.deepStrictEqual(fs.readdirSync(directory), ["name.entry"])
    }),
  120_000
)
