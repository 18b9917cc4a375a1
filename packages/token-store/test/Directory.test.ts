import { FileKeyValueStore, UnsafeTokenStoreDirectory } from "@effect-portone/token-store"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option } from "effect"
import { KeyValueStore } from "effect/persistence"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { getuid } from "node:process"
import { temporaryDirectory } from "./stores.ts"

const over = (directory: string, system: Layer.Layer<FileSystem.FileSystem> = NodeFileSystem.layer) =>
  FileKeyValueStore.layer(directory).pipe(Layer.provide([system, NodePath.layer]))

const withSystem = (change: (system: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (system) => ({ ...system, ...change(system) }))
  ).pipe(Layer.provide(NodeFileSystem.layer))

const get = (key: string) => Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.get(key))
const set = (key: string, value: string) =>
  Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.set(key, value))

describe("a directory that exists already", () => {
  it.effect("is closed to other users, and its entries are kept", () =>
    Effect.gen(function*() {
      for (const mode of [0o777, 0o755, 0o710, 0o701, 0o700]) {
        const directory = yield* temporaryDirectory
        fs.writeFileSync(join(directory, "name.entry"), "text")
        fs.chmodSync(directory, mode)

        const text = yield* Effect.provide(get("name"), over(directory))

        assert.strictEqual(text, "text")
        assert.strictEqual(fs.statSync(directory).mode & 0o777, 0o700, mode.toString(8))
        assert.deepStrictEqual(fs.readdirSync(directory), ["name.entry"])
      }
    }))

  it.effect("is rejected if it belongs to another user", () =>
    Effect.gen(function*() {
      // Root can give a directory away. Other users find one of root's.
      const isRoot = getuid?.() === 0
      const directory = isRoot ? yield* temporaryDirectory : "/"
      const other = 65_534
      for (const mode of isRoot ? [0o700, 0o777] : [undefined]) {
        if (mode !== undefined) {
          fs.chownSync(directory, other, other)
          fs.chmodSync(directory, mode)
        }

        const failure = yield* Effect.flip(Effect.provide(get("name"), over(directory)))

        assert.instanceOf(failure, UnsafeTokenStoreDirectory)
        assert.strictEqual(
          failure.message,
          `The token store directory ${directory} belongs to another user. No money moved and no token was stored. ` +
            "Name a directory that belongs to the user of this process, with mode 0700."
        )
        if (isRoot) assert.deepStrictEqual(fs.readdirSync(directory), [])
      }
    }))

  it.effect("is rejected if it stays open to other users", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      fs.chmodSync(directory, 0o755)
      const noModes = withSystem(() => ({ chmod: () => Effect.void }))

      const failure = yield* Effect.flip(Effect.provide(get("name"), over(directory, noModes)))

      assert.instanceOf(failure, UnsafeTokenStoreDirectory)
      assert.strictEqual(failure.problem, "open-to-others")
    }))
})

describe("in the place of an entry", () => {
  const places: Readonly<Record<string, (entry: string, elsewhere: string) => Effect.Effect<unknown>>> = {
    "a link to a file": (entry, elsewhere) => Effect.sync(() => fs.symlinkSync(elsewhere, entry)),
    "a link to nothing": (entry) => Effect.sync(() => fs.symlinkSync("missing", entry)),
    "a link to a device": (entry) => Effect.sync(() => fs.symlinkSync("/dev/zero", entry)),
    "a pipe": (entry) => Effect.sync(() => execFileSync("mkfifo", [entry])),
    "a socket": (entry) =>
      Effect.callback((resume) => {
        const server = createServer().listen(entry, () => resume(Effect.void))
        server.unref()
      })
  }

  for (const [what, put] of Object.entries(places)) {
    it.effect(`${what} is no entry, is not opened, and is replaced by the next write`, () =>
      Effect.gen(function*() {
        const directory = yield* temporaryDirectory
        const elsewhere = join(yield* temporaryDirectory, "elsewhere")
        const entry = join(directory, "name.entry")
        fs.writeFileSync(elsewhere, "of another program", { mode: 0o600 })
        yield* put(entry, elsewhere)

        yield* Effect.gen(function*() {
          assert.isUndefined(yield* get("name"))
          yield* set("name", "text")
          assert.strictEqual(yield* get("name"), "text")
        }).pipe(Effect.provide(over(directory)))

        assert.isTrue(fs.lstatSync(entry).isFile())
        assert.strictEqual(fs.readFileSync(elsewhere, "utf8"), "of another program")
      }))
  }

  it.effect("a directory is no entry, and a write fails", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      fs.mkdirSync(join(directory, "name.entry"))

      yield* Effect.gen(function*() {
        assert.isUndefined(yield* get("name"))
        assert.strictEqual((yield* Effect.flip(set("name", "text")))._tag, "KeyValueStoreError")
      }).pipe(Effect.provide(over(directory)))

      assert.deepStrictEqual(fs.readdirSync(directory), ["name.entry"])
    }))

  it.effect("a file of another user is no entry", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const foreign = withSystem((system) => ({
        lstat: (path) =>
          Effect.map(system.lstat(path), (info) =>
            path.endsWith("name.entry") ? { ...info, uid: Option.map(info.uid, (uid) => uid + 1) } : info)
      }))
      fs.writeFileSync(join(directory, "name.entry"), "planted")

      assert.isUndefined(yield* Effect.provide(get("name"), over(directory, foreign)))
      assert.strictEqual(yield* Effect.provide(get("name"), over(directory)), "planted")
    }))

  it.live("a pipe that appears after the check does not outlast the caller's time limit", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const pipe = join(directory, "name.entry")
      execFileSync("mkfifo", [pipe])
      const deceived = withSystem((system) => ({
        lstat: (path) => Effect.map(system.lstat(path), (info) => ({ ...info, type: "File" as const }))
      }))

      const read = yield* Effect.timeoutOption(get("name"), "50 millis").pipe(
        Effect.provide(over(directory, deceived)),
        // Lets the thread go that the system keeps waiting.
        Effect.ensuring(Effect.sync(() => fs.closeSync(fs.openSync(pipe, fs.constants.O_RDWR))))
      )

      assert.strictEqual(read._tag, "None")
    }))
})
