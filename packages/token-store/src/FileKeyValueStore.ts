/**
 * A `KeyValueStore` of files that only their owner can read, and that is never seen half-written.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import type { PlatformError } from "effect/PlatformError"

/**
 * Keeps every entry as one file in a directory of its own, which is made if it is not there.
 *
 * Files are 0600 from their first byte and the directory is made 0700 (on systems that have such modes). An entry is written beside its place and
 * renamed into it: a reader, another writer or a crash leaves the old entry or the new one, nothing in between. `KeyValueStore.layerFileSystem` of
 * `effect` promises neither.
 *
 * Assumes: a local disk, and nothing else kept in the directory.
 */
export const layer = (
  directory: string
): Layer.Layer<KeyValueStore.KeyValueStore, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(KeyValueStore.KeyValueStore, make(directory))

// internal

const make = Effect.fnUntraced(function*(directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 })

  // Entries end in `.entry`, so no key can name a draft, the directory itself or its parent.
  const place = (key: string) => Effect.sync(() => path.join(directory, encodeURIComponent(key) + ENTRY))

  const write = Effect.fnUntraced(function*(key: string, value: string) {
    const entry = yield* place(key)
    const draft = path.join(directory, SecureRandom.uuidV4Unsafe() + DRAFT)
    // "wx": made here and now or not at all, so nobody can have put a link or a readable file in its place.
    yield* fs.writeFileString(draft, value, { flag: "wx", mode: 0o600 }).pipe(
      Effect.andThen(fs.rename(draft, entry)),
      Effect.onError(() => Effect.ignore(fs.remove(draft, { force: true })))
    )
  })

  const files = fs.readDirectory(directory)
  const keys = Effect.map(
    files,
    (names) =>
      names.filter((name) => name.endsWith(ENTRY)).flatMap((name) =>
        Option.toArray(decodeName(name.slice(0, -ENTRY.length)))
      )
  )

  return KeyValueStore.makeStringOnly({
    get: (key) =>
      Effect.flatMap(place(key), fs.readFileString).pipe(
        Effect.catchIf((error) => error.reason._tag === "NotFound", () => Effect.undefined),
        failing("get")
      ),
    set: (key, value) => failing("set")(write(key, value)),
    remove: (key) => failing("remove")(Effect.flatMap(place(key), (entry) => fs.remove(entry, { force: true }))),
    clear: Effect.flatMap(files, (names) =>
      Effect.forEach(
        names.filter((name) => name.endsWith(ENTRY) || name.endsWith(DRAFT)),
        (name) => fs.remove(path.join(directory, name), { force: true }),
        { discard: true }
      )).pipe(failing("clear")),
    keys: failing("keys")(keys),
    size: failing("size")(Effect.map(keys, (names) => names.length))
  })
})

const decodeName = Option.liftThrowable(decodeURIComponent)

const ENTRY = ".entry"
const DRAFT = ".draft"

const failing = (method: string) => <A>(effect: Effect.Effect<A, PlatformError>) =>
  Effect.mapError(
    effect,
    (cause) => new KeyValueStore.KeyValueStoreError({ method, message: `The file store could not ${method}`, cause })
  )
