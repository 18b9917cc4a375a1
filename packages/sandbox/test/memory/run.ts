/**
 * Sends a million requests to a sandbox in a process of its own and fails if its memory keeps
 * growing: `node packages/sandbox/test/memory/run.ts [--requests 1000000]`.
 *
 * | phase   | what it does                                                                 |
 * | ------- | ---------------------------------------------------------------------------- |
 * | `reset` | a long test suite: a reset after every 10,000 requests                       |
 * | `full`  | no reset: payments and cancels fill the sandbox to its caps, then more comes |
 *
 * The memory is read from `/proc`, so the runner needs Linux.
 */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const BATCH = 50
const CONNECTIONS = 8
const BETWEEN_RESETS = 10_000

const { values } = parseArgs({ options: { requests: { type: "string", default: "1000000" } } })
const total = Number(values.requests)

const bin = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))
const child = spawn(
  process.execPath,
  [bin, "--port", "0", "--max-cancels", "20000", "--max-payments", "20000", "--log"],
  { stdio: ["ignore", "pipe", "inherit"] }
)
const url = await new Promise<URL>((resolve) => {
  const lines = createInterface(child.stdout)
  lines.once("line", (line) => {
    resolve(new URL(line.replace("listening ", "")))
    // The lines of --log are read and dropped, as a terminal would.
    lines.on("line", () => undefined)
  })
})

/** Units: MiB. */
const rss = (): number => {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

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
  console.log(`${name}: ${requests} requests, RSS at the start ${rss()} MiB`)
  for (let round = 1; round <= Math.ceil(requests / step); round++) {
    const until = round * step
    if (name === "reset") await prepare()
    const sockets = Array.from({ length: CONNECTIONS }, () => connect(Number(url.port), url.hostname).setNoDelay())
    await Promise.all(
      sockets.map((socket) => lane(socket, () => sent < Math.min(until, requests) ? request(sent++) : undefined))
    )
    for (const socket of sockets) socket.removeAllListeners("close").destroy()
    readings.push(rss())
    if (sent % Math.max(step, requests / 20) < step) {
      console.log(`${name}: ${sent} requests, RSS ${readings.at(-1)} MiB`)
    }
  }
  // The first half contains the growth of the heap and, without resets, the way to the caps.
  const half = readings.length >> 1
  const early = Math.max(...readings.slice(0, half))
  const late = Math.max(...readings.slice(half))
  const isFlat = late <= early * 1.1 + 8
  console.log(
    `${name}: highest RSS ${early} MiB in the first half, ${late} MiB in the second: ${isFlat ? "flat" : "GROWS"}`
  )
  return isFlat
}

const started = performance.now()
const isFlat = [await phase("reset", total / 2), await phase("full", total / 2)].every((flat) => flat)
const { payments, cancels } = await (await fetch(new URL("/_sandbox", url))).json() as Record<string, unknown>
console.log(
  `at the end ${payments} payments, ${cancels} cancels, ${Math.round((performance.now() - started) / 1000)} s`
)
child.kill()
process.exitCode = isFlat ? 0 : 1
