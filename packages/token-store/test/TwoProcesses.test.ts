import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { env } from "node:process"
import type { Holding } from "./fixtures/holder.ts"
import { type LineProcess, startLineProcess } from "./lineProcess.ts"
import { account, key, makeKey, temporaryDirectory } from "./stores.ts"
import { tokenServer } from "./tokenServer.ts"

// Units: milliseconds. Many times what two processes need to start on a busy machine.
const PROCESSES = 120_000

let processes: ReadonlyArray<LineProcess> = []

beforeAll(() => {
  const program = join(import.meta.dirname, "fixtures", "holder.ts")
  const start = () => startLineProcess(program, { NODE_COMPILE_CACHE: env["NODE_COMPILE_CACHE"] })
  processes = [start(), start()]
})

afterAll(() => Promise.all(processes.map(({ kill }) => kill())))

/** The token that one of the processes gets. It keeps the store open. */
const holder = (index: 0 | 1, kind: Holding["kind"], place: string, origin: string, storeKey = key) =>
  Effect.promise(() =>
    processes[index]!.ask(
      {
        kind,
        place,
        origin,
        settings: {
          PORTONE_IMP_KEY: Redacted.value(account),
          PORTONE_IMP_SECRET: "secret",
          PORTONE_TOKEN_STORE_KEY: Redacted.value(storeKey)
        }
      } satisfies Holding
    )
  )

for (const [kind, file] of [["file", "tokens"], ["sqlite", "tokens.db"]] as const) {
  it.live(`makes one token request for two processes that share a ${kind} store`, () =>
    Effect.gen(function*() {
      const directory = yield* temporaryDirectory
      const server = yield* tokenServer
      const place = join(directory, file)

      const first = yield* holder(0, kind, place, server.origin)
      const second = yield* holder(1, kind, place, server.origin)

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

      yield* holder(0, "file", directory, server.origin)
      yield* holder(1, "file", directory, server.origin, makeKey())

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
