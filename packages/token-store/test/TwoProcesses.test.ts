import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { env, execPath } from "node:process"
import { account, key, makeKey, temporaryDirectory } from "./stores.ts"
import { tokenServer } from "./tokenServer.ts"

// Units: milliseconds. Many times what two processes need to start on a busy machine.
const PROCESSES = 120_000

/** Starts a process and waits until it has its token. The process ends with the scope. */
const holder = (kind: string, place: string, origin: string, storeKey = key) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() =>
        new Promise<{ readonly token: string; readonly end: () => Promise<void> }>((resolve, reject) => {
          const fixture = join(import.meta.dirname, "fixtures", "holder.ts")
          const child = spawn(execPath, [fixture, kind, place, origin], {
            env: {
              NODE_COMPILE_CACHE: env["NODE_COMPILE_CACHE"],
              PORTONE_IMP_KEY: Redacted.value(account),
              PORTONE_IMP_SECRET: "secret",
              PORTONE_TOKEN_STORE_KEY: Redacted.value(storeKey)
            },
            stdio: ["pipe", "pipe", "inherit"]
          })
          const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
          child.once("exit", (code) => reject(new Error(`the holder ended with ${code} before it had a token`)))
          child.stdout.once("data", (line: Buffer) => {
            const end = () => {
              child.stdin.end()
              return ended
            }
            resolve({ token: line.toString().trim(), end })
          })
        })
      ),
      ({ end }) => Effect.promise(end)
    ),
    ({ token }) => token
  )

for (const [kind, file] of [["file", "tokens"], ["sqlite", "tokens.db"]] as const) {
  it.live(`makes one token request for two processes that share a ${kind} store`, () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const server = yield* tokenServer
      const place = join(directory, file)

      const first = yield* holder(kind, place, server.origin)
      const second = yield* holder(kind, place, server.origin)

      assert.deepStrictEqual([first, second], ["token-of-the-server", "token-of-the-server"])
      assert.strictEqual(server.requests(), 1)
    }), PROCESSES)
}

it.live(
  "makes one token request for each process when their keys differ, and writes nothing readable to the disk",
  () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const server = yield* tokenServer

      yield* holder("file", directory, server.origin)
      yield* holder("file", directory, server.origin, makeKey())

      assert.strictEqual(server.requests(), 2)
      const files = readdirSync(directory)
      assert.strictEqual(files.length, 2)
      for (const name of files) {
        const text = name + readFileSync(join(directory, name), "latin1")
        assert.notInclude(text, "token-of-the-server")
        assert.notInclude(text, Redacted.value(account))
      }
    }),
  PROCESSES
)
