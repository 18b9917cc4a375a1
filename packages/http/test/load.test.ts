import { NodeTransportUnavailable } from "@effect-portone/http/SetupError"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import * as net from "node:net"
import { loadUndici } from "../src/internal/undici/load.ts"
import { sendInChild } from "./childProcess.ts"
import { listen } from "./listen.ts"

const never = () => Promise.reject(new Error("loaded"))

describe("undici", () => {
  for (
    const [versions, runtime] of [
      [{ node: "20.20.2" }, "Node 20.20.2"],
      [{ node: "22.18.0" }, "Node 22.18.0"],
      [{ node: "24.3.0", bun: "1.4.5" }, "Bun 1.4.5"],
      [{}, "not Node"]
    ] as const
  ) {
    it.effect(`is not loaded where this is ${runtime}, and the error names what runs there`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(loadUndici(versions, never))

        assert.deepInclude({ ...error }, { problem: "runtime", runtime })
        assert.include(error.message, `this is ${runtime}`)
        assert.match(error.message, /Node 22\.19 or later .*FetchTransport/)
      }))
  }

  for (const node of ["22.19.0", "22.20.1", "23.0.0", "24.0.0", "100.1.0"]) {
    it.effect(`is loaded on Node ${node}`, () =>
      Effect.gen(function*() {
        const { Pool } = yield* loadUndici({ node })

        assert.isFunction(Pool)
      }))
  }

  it.effect("that cannot be loaded is an error with the code alone, because the rest names paths", () =>
    Effect.gen(function*() {
      const cause = Object.assign(new Error("Cannot find /srv/shop"), { code: "ERR_MODULE_NOT_FOUND" })

      const error = yield* Effect.flip(loadUndici({ node: "24.0.0" }, () => Promise.reject(cause)))

      assert.deepInclude({ ...error }, { problem: "package", detail: "ERR_MODULE_NOT_FOUND" })
      assert.notInclude(JSON.stringify(error), "/srv/shop")
    }))

  it("asks for the Node that the installed packages ask for, so the number in the message stays true", () => {
    const ours = createRequire(import.meta.url)
    const platform = ours.resolve("@effect/platform-node/package.json")
    const undici = createRequire(platform).resolve("undici/package.json")
    const engines = [platform, undici].map((file) => JSON.parse(readFileSync(file, "utf8")).engines.node)
    const { message } = new NodeTransportUnavailable({ problem: "runtime", runtime: "Node 20.20.2" })

    assert.deepStrictEqual(engines, [">=22.19.0", ">=22.19.0"])
    assert.include(message, "Node 22.19 or later")
  })
})

describe("NodeTransport in a process", () => {
  const baseUrl = "http://127.0.0.1:1"
  // A process on a busy machine may take long to start.
  const LIMIT = 120_000

  for (
    const [what, program, expected] of [
      ["with an old Node", { versions: { node: "22.18.0" } }, { problem: "runtime", runtime: "Node 22.18.0" }],
      ["of Bun", { versions: { node: "24.3.0", bun: "1.4.5" } }, { problem: "runtime", runtime: "Bun 1.4.5" }],
      ["without the package", { withoutPlatformNode: true }, { problem: "package", detail: "ERR_MODULE_NOT_FOUND" }]
    ] as const
  ) {
    it.live(`${what} is a layer that fails with the reason`, () =>
      Effect.gen(function*() {
        const [ended] = yield* sendInChild({ jobs: [{ transport: "NodeTransport", baseUrl }], ...program })

        assert.deepInclude(ended, { _tag: "NodeTransportUnavailable", ...expected })
      }), LIMIT)
  }

  it.live("without the package leaves the other transports usable", () =>
    Effect.gen(function*() {
      const server = net.createServer((socket) => {
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"))
      })
      const baseUrl = `http://127.0.0.1:${yield* listen(server)}`

      const ends = yield* sendInChild({
        jobs: [{ transport: "FetchTransport", baseUrl }, { transport: "HttpTransport", baseUrl }],
        withoutPlatformNode: true
      })

      assert.deepStrictEqual(ends, [{ status: 200 }, { status: 200 }])
    }), LIMIT)
})
