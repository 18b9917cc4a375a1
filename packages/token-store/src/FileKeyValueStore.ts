/**
 * A `KeyValueStore` of files that only their owner can read and that are never half-written.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import type { PlatformError } from "effect/PlatformError"
import { UnsafeTokenStoreDirectory } from "./UnsafeTokenStoreDirectory.ts"

/**
 * Keeps every entry as one file in a directory of its own, which is created if it is missing.
 *
 * - Files are created as 0600 and the directory is made 0700, also if it exists already (on systems
 *   that have such modes).
 * - An entry is written to another file and renamed: a reader, a second writer or a crash finds
 *   the old entry or the new one. `KeyValueStore.layerFileSystem` of `effect` promises neither.
 * - A link, pipe, socket, device or directory in the place of an entry, and a file of another user,
 *   count as no entry. They are not opened.
 *
 * Fails with:
 * - `UnsafeTokenStoreDirectory`: the directory belongs to another user, is shared like `/tmp`, or
 *   cannot be made private.
 * - `PlatformError`: the directory cannot be created or written.
 *
 * Assumes: a local disk, and no other files in the directory.
 */
export const layer = (
  directory: string
): Layer.Layer<
  KeyValueStore.KeyValueStore,
  PlatformError | UnsafeTokenStoreDirectory,
  FileSystem.FileSystem | Path.Path
> => Layer.effect(KeyValueStore.KeyValueStore, make(directory))

// internal

const make = Effect.fnUntraced(function*(directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  // Entries end in `.entry`, so no key can name a draft, the directory itself or its parent.
  const place = (key: string) => Effect.sync(() => path.join(directory, encodeURIComponent(key) + ENTRY))

  const inDraft = <A, E>(text: string, use: (draft: string) => Effect.Effect<A, E>) =>
    Effect.suspend(() => {
      const draft = path.join(directory, SecureRandom.uuidV4Unsafe() + DRAFT)
      // "wx" fails if the file exists, so it cannot be a link or a file that others can read.
      return fs.writeFileString(draft, text, { flag: "wx", mode: 0o600 }).pipe(
        Effect.andThen(use(draft)),
        Effect.ensuring(Effect.ignore(fs.remove(draft, { force: true })))
      )
    })

  const owner = yield* ownerOf(directory, inDraft)

  const read = Effect.fnUntraced(function*(key: string) {
    const entry = yield* place(key)
    // Checked before it is opened, because to open a pipe waits for a writer. Only this user can
    // exchange a file of the directory after the check.
    const info = yield* fs.lstat(entry)
    return info.type === "File" && isSame(info.uid, owner) ? yield* fs.readFileString(entry) : undefined
  }, Effect.catchIf((error) => error.reason._tag === "NotFound", () => Effect.undefined))

  const write = Effect.fnUntraced(function*(key: string, value: string) {
    const entry = yield* place(key)
    yield* inDraft(value, (draft) => fs.rename(draft, entry))
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
    get: (key) => failing("get")(read(key)),
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

type InDraft = <A, E>(
  text: string,
  use: (draft: string) => Effect.Effect<A, E>
) => Effect.Effect<A, E | PlatformError>

// Creates the directory, takes the permissions of other users away, and returns its owner.
const ownerOf = Effect.fnUntraced(function*(directory: string, inDraft: InDraft) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const unsafe = (problem: UnsafeTokenStoreDirectory["problem"]) =>
    new UnsafeTokenStoreDirectory({ directory, problem })
  yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 })

  // Windows reports one mode for every directory.
  const hasModes = path.sep !== "\\"
  const has = (bits: number) => Effect.map(fs.stat(directory), ({ mode }) => hasModes && (mode & bits) !== 0)
  // A sticky directory, such as /tmp, belongs to all users. To close it would break their programs.
  if (yield* has(0o1000)) return yield* unsafe("shared")
  const isOpen = has(0o077)
  if (yield* isOpen) {
    yield* Effect.catch(
      fs.chmod(directory, 0o700),
      (error) => error.reason._tag === "PermissionDenied" ? Effect.fail(unsafe("other-owner")) : Effect.void
    )
    if (yield* isOpen) return yield* unsafe("open-to-others")
  }
  // The owner of a new file is the user of this process. Root could use another user's directory
  // too, and that user could exchange the entries.
  const own = yield* inDraft("", fs.lstat)
  const { uid } = yield* fs.stat(directory)
  return isSame(uid, own.uid) ? uid : yield* unsafe("other-owner")
})

const isSame = (left: Option.Option<number>, right: Option.Option<number>) =>
  Option.getOrUndefined(left) === Option.getOrUndefined(right)

const decodeName = Option.liftThrowable(decodeURIComponent)

const ENTRY = ".entry"
const DRAFT = ".draft"

const failing = (method: string) => <A>(effect: Effect.Effect<A, PlatformError>) =>
  Effect.mapError(
    effect,
    (cause) => new KeyValueStore.KeyValueStoreError({ method, message: `The file store could not ${method}`, cause })
  )
