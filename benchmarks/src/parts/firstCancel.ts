/**
 * A cold start as a function in the cloud has it: from the start of the process to the first
 * confirmed cancel, with its token request, against a sandbox on this machine.
 */
import { start } from "@effect-portone/sandbox"
import { build } from "esbuild"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { number, table } from "../markdown.ts"
import { run } from "../program.ts"
import { benchmarks, publish, repository } from "../published.ts"
import { median } from "../statistics.ts"

export const firstCancel = async (rounds: number): Promise<string> => {
  const published = await publish()
  mkdirSync(join(published, "node_modules", "@effect"), { recursive: true })
  symlinkSync(
    join(repository, "node_modules", "@effect", "platform-node"),
    join(published, "node_modules", "@effect", "platform-node")
  )
  const files = Object.entries(programs).map(([name, program], index) => {
    const folder = name.startsWith("core") ? published : join(benchmarks, ".cache", "first")
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `first-${index}.mjs`)
    writeFileSync(file, `${SETTINGS}${program}${REPORT}`)
    return { name, file, cpu: [] as Array<number>, wall: [] as Array<number> }
  })
  const [unbundled] = files
  if (unbundled === undefined) throw new Error("There is no program")
  const bundled = unbundled.file.replace(/\.mjs$/, "-bundled.mjs")
  await build({
    entryPoints: [unbundled.file],
    outfile: bundled,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    logLevel: "silent"
  })
  files.push({ name: `${unbundled.name}, bundled by esbuild`, file: bundled, cpu: [], wall: [] })
  await using sandbox = await start()
  const env = { SANDBOX_URL: sandbox.url, SANDBOX_KEY: sandbox.key, SANDBOX_SECRET: sandbox.secret }
  // The first round loads the files into the cache of the operating system, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const { cpu, file, wall } of round % 2 === 0 ? files : files.toReversed()) {
      const made = await fetch(`${sandbox.url}/_sandbox/payments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ kind: "card", amount: 10_000 })
      })
      const { imp_uid } = await made.json() as { readonly imp_uid: string }
      const printed = await run(process.execPath, [file], { env: { ...process.env, ...env, IMP_UID: imp_uid } })
      const ledger = await (await fetch(`${sandbox.url}/_sandbox/ledger?imp_uid=${imp_uid}`)).json() as {
        length: number
      }
      if (ledger.length !== 1) throw new Error(`${file} cancelled ${ledger.length} times`)
      if (round === 0) continue
      const [cpuMillis, wallMillis] = JSON.parse(printed) as [number, number]
      cpu.push(cpuMillis)
      wall.push(wallMillis)
    }
  }
  return table(
    ["first cancel of a process", "CPU ms", "ms"],
    files.map(({ cpu, name, wall }) => [name, number(median(cpu)), number(median(wall))])
  )
}

// internal

const SETTINGS = `const { IMP_UID: imp_uid, SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
const part = { imp_uid, amount: 3000, checksum: 10000 }
`

const REPORT = `
const { system, user } = process.cpuUsage()
console.log(JSON.stringify([(system + user) / 1000, performance.now()]))
process.exit()
`

const ours = (transport: string) => `
import { AccessToken, cancel, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"
${transport}
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
const credentials = Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) })
const token = Layer.provide(AccessToken.layer(), [credentials, TokenStore.layerMemory])
const live = Layer.merge(Layer.provideMerge(token, Transport.layer({ baseUrl: url })), Logger.layer([]))
const request = CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 })
await Effect.runPromise(Effect.provide(cancel(request), live))`

const programs: Readonly<Record<string, string>> = {
  "core + FetchTransport": ours(`import * as Transport from "@effect-portone/http/FetchTransport"`),
  "core + NodeTransport": ours(`import * as Transport from "@effect-portone/http/NodeTransport"`),
  iamport: `
import Iamport from "iamport"
Iamport.DEFAULT_HOST = url
await new Iamport({ impKey: key, impSecret: secret }).payment.cancel(part)`,
  iamporter: `
import { Iamporter } from "iamporter"
await new Iamporter({ apiKey: key, secret, host: url }).cancel(part)`,
  "iamport-rest-client-nodejs": `
import { Iamport, Request } from "iamport-rest-client-nodejs"
await Request.Payments.cancel(part).request(new Iamport({ apiKey: key, apiSecret: secret, baseUrl: url }))`,
  "iamport-server-api": `
import { functional, IamportConnector } from "iamport-server-api"
const connector = new IamportConnector(url, { imp_key: key, imp_secret: secret })
await functional.payments.cancel(await connector.get(), part)`
}
