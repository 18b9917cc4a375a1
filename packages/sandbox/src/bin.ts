#!/usr/bin/env node
/** The `portone-sandbox` command. */
import { parseArgs } from "node:util"
import { DEFAULT_KEY, DEFAULT_PORT, DEFAULT_SECRET, type Options, start } from "./index.ts"

const HELP = `portone-sandbox: an emulator of the PortOne V1 payments API (unofficial)

  --port <n>                    port to listen on, 0 for any (${DEFAULT_PORT})
  --host <address>              address to listen on (127.0.0.1)
  --allow-remote                allow a host that other machines can reach, and webhooks to them
  --key <text>                  accepted imp_key (${DEFAULT_KEY})
  --secret <text>               accepted imp_secret (${DEFAULT_SECRET})
  --token-life <seconds>        lifetime of an access token (1800)
  --status-after-partial <s>    cancelled or paid (cancelled)
  --rules <s>                   strict: the PGs' documented rules; off: none (strict)
  --rule <name>=<on|off>        switches one rule; may be repeated
  --webhook-url <address>       where webhooks are sent (none are sent)
  --webhook-content-type <s>    json or form (json)
  --webhook-resend              send again after a network error or an HTTP 5xx
  --help                        this text
`

const FLAGS = {
  port: { type: "string" },
  host: { type: "string" },
  "allow-remote": { type: "boolean" },
  key: { type: "string" },
  secret: { type: "string" },
  "token-life": { type: "string" },
  "status-after-partial": { type: "string" },
  rules: { type: "string" },
  rule: { type: "string", multiple: true },
  "webhook-url": { type: "string" },
  "webhook-content-type": { type: "string" },
  "webhook-resend": { type: "boolean" },
  help: { type: "boolean", short: "h" }
} as const

const BAD_FLAGS = 2
const FAILED = 1

const fail = (message: string, exitCode: number): void => {
  process.stderr.write(`portone-sandbox: ${message}\n`)
  process.exitCode = exitCode
}

/** Reads a decimal whole number. Everything else becomes NaN, which `start` rejects. */
const whole = (text: string): number => /^\d+$/.test(text) ? Number(text) : Number.NaN

// Package managers pass on the "--" between their flags and those of the command.
const readFlags = (args: ReadonlyArray<string>) =>
  parseArgs({ args: args[0] === "--" ? args.slice(1) : [...args], options: FLAGS, allowPositionals: false }).values

/**
 * Reads `phone-month=off` as `["phone-month", "off"]`. `start` rejects other values than on and
 * off.
 */
const readSwitch = (text: string) => {
  const [name = "", value = ""] = text.split("=")
  return [name, value as "off" | "on"] as const
}

const readOptions = (flags: ReturnType<typeof readFlags>): Options => ({
  port: flags.port === undefined ? DEFAULT_PORT : whole(flags.port),
  allowRemote: flags["allow-remote"] ?? false,
  ...(flags.host === undefined ? {} : { host: flags.host }),
  ...(flags.key === undefined ? {} : { key: flags.key }),
  ...(flags.secret === undefined ? {} : { secret: flags.secret }),
  ...(flags["token-life"] === undefined ? {} : { tokenLife: whole(flags["token-life"]) }),
  ...(flags["status-after-partial"] === undefined
    ? {}
    : { statusAfterPartial: flags["status-after-partial"] as "cancelled" | "paid" }),
  ...(flags.rules === undefined ? {} : { rules: flags.rules as "off" | "strict" }),
  ...(flags.rule === undefined ? {} : { rule: Object.fromEntries(flags.rule.map(readSwitch)) }),
  ...(flags["webhook-url"] === undefined ? {} : { webhookUrl: flags["webhook-url"] }),
  ...(flags["webhook-content-type"] === undefined
    ? {}
    : { webhookContentType: flags["webhook-content-type"] as "form" | "json" }),
  ...(flags["webhook-resend"] === undefined ? {} : { webhookResend: flags["webhook-resend"] })
})

const main = async (): Promise<void> => {
  let flags: ReturnType<typeof readFlags>
  try {
    flags = readFlags(process.argv.slice(2))
  } catch (error) {
    fail(`${(error as Error).message} (--help lists the flags)`, BAD_FLAGS)
    return
  }
  if (flags.help === true) {
    process.stdout.write(HELP)
    return
  }
  const options = readOptions(flags)
  try {
    const sandbox = await start(options)
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close())
    process.stdout.write(`listening ${sandbox.url}\n`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof RangeError) fail(`${message} (--help lists the flags)`, BAD_FLAGS)
    else if (code === "EADDRINUSE") fail(`port ${options.port} is in use; choose another with --port`, FAILED)
    else fail(message, FAILED)
  }
}

await main()
