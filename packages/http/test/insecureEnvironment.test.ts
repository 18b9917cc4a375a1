import Undici from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as net from "node:net"
import * as tls from "node:tls"
import { checkEnvironment } from "../src/internal/insecureEnvironment.ts"
import { environment } from "../src/internal/runtime.ts"
import { sendInChild } from "./childProcess.ts"
import { listen } from "./listen.ts"
import { selfSigned } from "./selfSigned.ts"

interface Given {
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: ReadonlyArray<string>
  readonly versions?: Readonly<Record<string, string>>
  readonly dispatchers?: ReadonlyArray<unknown>
  readonly allow?: ReadonlyArray<"tls" | "proxy">
}

const check = ({ allow, dispatchers = [], env = {}, flags = [], versions = { node: "26.10.0" } }: Given) =>
  Result.match(
    checkEnvironment({ allowInsecureEnvironment: allow }, {
      dispatchers,
      flags,
      versions,
      variable: (name) => env[name]
    }),
    { onFailure: ({ risk, settings }) => `${risk}: ${settings.join(", ")}`, onSuccess: () => "secure" }
  )

const bun = { node: "24.3.0", bun: "1.4.5" }
const deno = { node: "24.2.0", deno: "2.9.6" }
const HTTPS_PROXY = "http://user:hunter2@proxy:3128"

describe("an environment", () => {
  const rows: ReadonlyArray<readonly [name: string, given: Given, expected: string]> = [
    ["without any of it", {}, "secure"],
    [
      "with no check of certificates",
      { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } },
      "tls: NODE_TLS_REJECT_UNAUTHORIZED"
    ],
    ["with the check of certificates", { env: { NODE_TLS_REJECT_UNAUTHORIZED: "1" } }, "secure"],
    ["with a proxy that Node does not follow", { env: { HTTPS_PROXY, HTTP_PROXY: "x" } }, "secure"],
    ["with a switch and no proxy", { env: { NODE_USE_ENV_PROXY: "1" } }, "secure"],
    ["with an empty proxy", { env: { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "" } }, "secure"],
    [
      "with a proxy that Node follows",
      { env: { HTTPS_PROXY, NODE_USE_ENV_PROXY: "1" } },
      "proxy: HTTPS_PROXY, NODE_USE_ENV_PROXY"
    ],
    ["with a switch that is off", { env: { HTTPS_PROXY, NODE_USE_ENV_PROXY: "0" } }, "secure"],
    [
      "with the flag of Node",
      { env: { http_proxy: "x" }, flags: ["--use-env-proxy"] },
      "proxy: http_proxy, --use-env-proxy"
    ],
    [
      "with the flag in NODE_OPTIONS",
      { env: { HTTP_PROXY: "x", NODE_OPTIONS: "--no-warnings  --use-env-proxy" } },
      "proxy: HTTP_PROXY, --use-env-proxy"
    ],
    ["with a proxy under Bun", { versions: bun, env: { https_proxy: "x" } }, "proxy: https_proxy"],
    ["with a proxy under Deno", { versions: deno, env: { ALL_PROXY: "x" } }, "proxy: ALL_PROXY"],
    ["with ALL_PROXY, which Node ignores", { env: { ALL_PROXY: "x", NODE_USE_ENV_PROXY: "1" } }, "secure"],
    [
      "with a proxy as global dispatcher",
      { dispatchers: [undefined, new Undici.EnvHttpProxyAgent({ httpProxy: "http://127.0.0.1:9" })] },
      "proxy: the global dispatcher EnvHttpProxyAgent"
    ],
    ["with a global dispatcher of its own", { dispatchers: [new Undici.Agent(), Object.create(null)] }, "secure"],
    ["of a worker, which has no process", { versions: {} }, "secure"],
    ["that is accepted", { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, allow: ["tls"] }, "secure"],
    [
      "that is accepted in part",
      { versions: bun, env: { NODE_TLS_REJECT_UNAUTHORIZED: "0", HTTPS_PROXY }, allow: ["tls"] },
      "proxy: HTTPS_PROXY"
    ]
  ]
  for (const [name, given, expected] of rows) {
    it(`${name} is ${expected}`, () => {
      assert.strictEqual(check(given), expected)
    })
  }

  it("is never quoted, because the address of a proxy may hold a password", () => {
    const error = Result.merge(checkEnvironment({}, {
      dispatchers: [],
      flags: [],
      versions: bun,
      variable: (name) => name === "HTTPS_PROXY" ? HTTPS_PROXY : undefined
    }))

    assert.notInclude(`${String(error)}${JSON.stringify(error)}`, "hunter2")
  })

  it("of this process is read without a copy", () => {
    const { variable, versions } = environment()

    assert.strictEqual(versions["node"], process.versions.node)
    assert.strictEqual(variable("PATH"), process.env["PATH"])
    assert.isUndefined(variable("NO_SUCH_VARIABLE_HERE"))
  })
})

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"
const BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

/** A server on loopback that keeps the first line of what it reads and answers with `response`. */
const recorder = Effect.fnUntraced(function*(response: string, secure = false) {
  const lines: Array<string> = []
  const { cert, key } = selfSigned()
  const onSocket = (socket: net.Socket) => {
    socket.on("error", () => {})
    socket.once("data", (chunk) => {
      lines.push(chunk.toString("latin1").split("\r\n")[0] ?? "")
      socket.end(response)
    })
  }
  const server = secure ? tls.createServer({ cert, key }, onSocket) : net.createServer(onSocket)
  server.on("tlsClientError", () => {})
  return { lines, cert, port: yield* listen(server) }
})

describe("a process", () => {
  // A process on a busy machine may take long to start.
  const LIMIT = 120_000

  const transports = ["FetchTransport", "HttpTransport"] as const

  it.live(
    `without the check of certificates builds no ${transports.join(" or ")}, and sends nothing`,
    () =>
      Effect.gen(function*() {
        const { lines, port } = yield* recorder(OK, true)
        const jobs = (allow?: ReadonlyArray<"tls">) =>
          transports.map((transport) => ({ transport, baseUrl: `https://localhost:${port}`, allow }))
        const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" }

        const rejected = yield* sendInChild({ jobs: jobs() }, { env })
        const sentBefore = lines.length
        const accepted = yield* sendInChild({ jobs: jobs(["tls"]) }, { env })

        assert.lengthOf(rejected, 2)
        for (const one of rejected) assert.deepInclude(one, { _tag: "InsecureEnvironment", risk: "tls" })
        assert.strictEqual(sentBefore, 0)
        // What the layer protects from: with the option, a certificate of anyone is good enough.
        assert.deepStrictEqual(accepted, [{ status: 200 }, { status: 200 }])
      }),
    LIMIT
  )

  it.live(`with a proxy builds no ${transports.join(" or ")}, and sends nothing`, () =>
    Effect.gen(function*() {
      const proxy = yield* recorder(BAD_GATEWAY)
      const server = yield* recorder(OK)
      const jobs = (allow?: ReadonlyArray<"proxy">) =>
        transports.map((transport) => ({ transport, baseUrl: `http://127.0.0.1:${server.port}`, allow }))
      const env = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }

      const rejected = yield* sendInChild({ jobs: jobs() }, { env })
      const sentBefore = proxy.lines.length
      yield* sendInChild({ jobs: jobs(["proxy"]) }, { env })

      assert.lengthOf(rejected, 2)
      for (const one of rejected) assert.deepInclude(one, { _tag: "InsecureEnvironment", risk: "proxy" })
      assert.strictEqual(sentBefore, 0)
      // What the layer protects from: with the option, the proxy reads each request.
      assert.lengthOf(proxy.lines, 2)
      for (const line of proxy.lines) assert.match(line, /^(POST http:|CONNECT )/)
      assert.isEmpty(server.lines)
    }), LIMIT)

  it.live(
    "without the check of certificates and with a proxy changes nothing for NodeTransport",
    () =>
      Effect.gen(function*() {
        const proxy = yield* recorder(BAD_GATEWAY)
        const server = yield* recorder(OK, true)
        const address = `http://127.0.0.1:${proxy.port}`
        const job = { transport: "NodeTransport", baseUrl: `https://localhost:${server.port}` } as const
        const env = {
          NODE_TLS_REJECT_UNAUTHORIZED: "0",
          NODE_USE_ENV_PROXY: "1",
          HTTP_PROXY: address,
          HTTPS_PROXY: address,
          ALL_PROXY: address
        }

        const [untrusted] = yield* sendInChild({ jobs: [job] }, { env, flags: ["--use-env-proxy"] })
        const sentBefore = server.lines.length
        const trusted = yield* sendInChild({ jobs: [{ ...job, ca: server.cert }] }, { env, flags: ["--use-env-proxy"] })

        assert.deepInclude(untrusted, { _tag: "NotSent", reason: "TlsFailed" })
        assert.strictEqual(sentBefore, 0)
        assert.deepStrictEqual(trusted, [{ status: 200 }])
        assert.deepStrictEqual(server.lines, ["POST /payments/cancel HTTP/1.1"])
        assert.isEmpty(proxy.lines)
      }),
    LIMIT
  )
})
