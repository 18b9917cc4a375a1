/**
 * Measures the package as `npx` runs it, packed and extracted, in a process of its own:
 * `node packages/sandbox/test/memory/run.ts [--requests 200000]`.
 *
 * | phase   | what it does                                                                 |
 * | ------- | ---------------------------------------------------------------------------- |
 * | `start` | starts it several times: time until it listens, and memory                   |
 * | `reset` | a long test suite: a reset after every 10,000 requests                       |
 * | `full`  | no reset: payments and cancels fill the sandbox to its caps, then more comes |
 *
 * It fails when the memory is above a limit or keeps growing, and never for a time, because the
 * machine may be busy. The memory is what {@link memoryOf} says, which needs Linux.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { pnpm, run } from "../../../../scripts/command.ts"
import { memoryOf } from "../memoryOf.ts"

/** After the start. Units: MiB. */
const START_LIMIT = 40

/** After any number of requests, with the caps below. Units: MiB. */
const LIMIT = 300

const STARTS = 5
const BATCH = 50
const CONNECTIONS = 8
const BETWEEN_RESETS = 10_000

const { values } = parseArgs({ options: { requests: { type: "string", default: "200000" } } })
const total = Number(values.requests)

const folder = mkdtempSync(join(tmpdir(), "sandbox-memory-"))
process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
const home = fileURLToPath(new URL("../../", import.meta.url))
await run("tsc", ["-b", home])
const packed = await pnpm(["pack", "--json", "--pack-destination", folder], { cwd: home })
const { filename } = JSON.parse(packed.slice(packed.indexOf("{"))) as { readonly filename: string }
await run("tar", ["-xzf", filename, "-C", folder])
const bin = join(folder, "package", "dist", "bin.js")

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, null>
  readonly url: URL
  /** From the start of the process to its line. Units: milliseconds. */
  readonly milliseconds: number
}

const start = async (...flags: ReadonlyArray<string>): Promise<Started> => {
  const began = performance.now()
  const child = spawn(process.execPath, [bin, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] })
  const line = await new Promise<string>((resolve) => {
    const lines = createInterface(child.stdout)
    lines.once("line", (line) => {
      resolve(line)
      // The lines of --log are read and dropped, as a terminal would.
      lines.on("line", () => undefined)
    })
  })
  return { child, url: new URL(line.replace("listening ", "")), milliseconds: performance.now() - began }
}

const times: Array<number> = []
const sizes: Array<number> = []
for (let n = 0; n < STARTS; n++) {
  const started = await start()
  times.push(Math.round(started.milliseconds))
  sizes.push(memoryOf(started.child.pid))
  started.child.kill()
}
const isSmall = Math.min(...sizes) <= START_LIMIT
console.log(`start: listens after ${times.toSorted((one, other) => one - other).join(", ")} ms`)
console.log(`start: memory ${sizes.join(", ")} MiB, limit ${START_LIMIT}: ${isSmall ? "ok" : "TOO MUCH"}`)

const sandbox = await start("--max-cancels", "20000", "--max-payments", "20000", "--log")
const { url } = sandbox
const memory = () => memoryOf(sandbox.child.pid)

const post = async (path: string, body: object): Promise<any> =>
  (await fetch(new URL(path, url), {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify(body)
  })).json()

let token = ""

const prepare = async () => {
  await post("/_sandbox/reset", {})
  await post("/_sandbox/payments", { kind: "card", amount: 10_000_000, count: 1000 })
  token = (await post("/users/getToken", { imp_key: "imp_sandbox_key", imp_secret: "imp_sandbox_secret" }))
    .response.access_token
}

const uid = (n: number) => `imp_${String(n % 1000 + 1).padStart(12, "0")}`

const request = (n: number): string => {
  const at = (method: string, path: string, body?: string, type = "application/json") =>
    `${method} ${path} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: ${token}\r\n` +
    (body === undefined ? "\r\n" : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  switch (n % 12) {
    case 0:
      return at("POST", "/users/getToken", "{\"imp_key\":\"imp_sandbox_key\",\"imp_secret\":\"imp_sandbox_secret\"}")
    case 1:
      return at("GET", `/payments/unknown_${n}`)
    case 2:
      return at("POST", "/payments/cancel", `{"imp_uid":"${uid(n)}","amount":1,"reason":"${n}"}`)
    case 3:
      return at("POST", "/payments/cancel", `{"imp_uid":"${uid(n)}","amount":1,"checksum":${n}.5}`)
    case 4:
      return at("POST", "/payments/cancel", `imp_uid=${uid(n)}&extra[requester]=${n}`, "text/plain")
    case 5:
      return at("POST", "/_sandbox/payments", `{"kind":"card","amount":1000,"merchant_uid":"order-${n}"}`)
    case 6:
      return at("GET", `/nowhere/${n}?x=${n}`)
    case 7:
      return at("POST", "/payments/cancel", `{"imp_uid":${n}`)
    case 8:
      return at("POST", "/_sandbox/payments", "{}", "text/plain")
    case 9:
      return at("POST", "/_sandbox/faults", "{\"route\":\"find\",\"fault\":\"status-429\"}")
    case 10:
      return at("GET", "/_sandbox")
    default:
      return at("GET", `/payments/${uid(n)}`)
  }
}

// Each batch is written at once; the next one follows when all of its responses have arrived.
const lane = (socket: Socket, next: () => string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    let waiting = 0
    let tail = ""
    const more = () => {
      let batch = ""
      while (waiting < BATCH) {
        const text = next()
        if (text === undefined) break
        batch += text
        waiting += 1
      }
      if (waiting === 0) resolve()
      else socket.write(batch)
    }
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      const text = tail + chunk
      waiting -= text.split("HTTP/1.1 ").length - 1
      // The start of a status line may be cut in two.
      tail = text.slice(
        text.lastIndexOf("HTTP/1.1 ") === -1 ? -8 : Math.max(text.lastIndexOf("HTTP/1.1 ") + 9, text.length - 8)
      )
      if (waiting === 0) more()
    })
    socket.on("error", reject)
    socket.on("close", () => reject(new Error("The sandbox closed a connection.")))
    more()
  })

const phase = async (name: "full" | "reset", requests: number): Promise<boolean> => {
  const readings: Array<number> = []
  const step = name === "reset" ? BETWEEN_RESETS : Math.max(BETWEEN_RESETS, requests / 20)
  let sent = 0
  await prepare()
  console.log(`${name}: ${requests} requests, memory at the start ${memory()} MiB`)
  for (let round = 1; round <= Math.ceil(requests / step); round++) {
    const until = round * step
    if (name === "reset") await prepare()
    const sockets = Array.from({ length: CONNECTIONS }, () => connect(Number(url.port), url.hostname).setNoDelay())
    await Promise.all(
      sockets.map((socket) => lane(socket, () => sent < Math.min(until, requests) ? request(sent++) : undefined))
    )
    for (const socket of sockets) socket.removeAllListeners("close").destroy()
    readings.push(memory())
    if (sent % Math.max(step, requests / 20) < step) {
      console.log(`${name}: ${sent} requests, memory ${readings.at(-1)} MiB`)
    }
  }
  // The first half contains the growth of the heap and, without resets, the way to the caps.
  const half = readings.length >> 1
  const early = Math.max(...readings.slice(0, half))
  const late = Math.max(...readings.slice(half))
  const isFlat = late <= early * 1.1 + 20
  const isBelow = Math.max(early, late) <= LIMIT
  console.log(
    `${name}: highest memory ${early} MiB in the first half, ${late} MiB in the second: ` +
      `${isFlat ? "flat" : "GROWS"}, limit ${LIMIT}: ${isBelow ? "ok" : "TOO MUCH"}`
  )
  return isFlat && isBelow
}

const started = performance.now()
const isFlat = [await phase("reset", total / 2), await phase("full", total / 2)].every((flat) => flat)
const seconds = (performance.now() - started) / 1000
const { payments, cancels } = await (await fetch(new URL("/_sandbox", url))).json() as Record<string, unknown>
console.log(
  `at the end ${payments} payments, ${cancels} cancels; ${total} requests in ${Math.round(seconds)} s`
)
sandbox.child.kill()
process.exitCode = isSmall && isFlat ? 0 : 1
