/** Runs the `portone-sandbox` command, apart from writing its output and stopping on a signal. */
import { parseArgs } from "node:util"
import { DEFAULT_KEY, DEFAULT_PORT, DEFAULT_SECRET, type Options, type RunningSandbox, start } from "./index.ts"
import { CAPS } from "./server/caps.ts"

/** The result of the command. */
export interface CommandResult {
  /** 0: help, or a running sandbox. 1: the sandbox could not start. 2: wrong flags. */
  readonly exitCode: 0 | 1 | 2
  /** The text for standard output. */
  readonly output: string
  /** The text for standard error. */
  readonly problem: string
  /** The sandbox, when it started. */
  readonly sandbox: RunningSandbox | undefined
}

/** Starts a sandbox as the flags demand. `print` gets the lines of `--log`. */
export const runCommand = async (
  args: ReadonlyArray<string>,
  print: (line: string) => void = () => undefined
): Promise<CommandResult> => {
  let flags: ReturnType<typeof readFlags>
  try {
    flags = readFlags(args)
  } catch (error) {
    return failed(2, `${(error as Error).message.replace(/\s+/g, " ")} (--help lists the flags)`)
  }
  if (flags.help === true) return { exitCode: 0, output: HELP, problem: "", sandbox: undefined }
  let options: Options = {}
  try {
    options = readOptions(flags, print)
    const sandbox = await start(options)
    return { exitCode: 0, output: `listening ${sandbox.url}\n`, problem: "", sandbox }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof RangeError) return failed(2, `${message} (--help lists the flags)`)
    return failed(1, listenProblems[code ?? ""]?.(options) ?? message)
  }
}

// internal

// Fits a screen of 24 lines and 80 columns; a test checks it.
const HELP = `portone-sandbox: emulates the PortOne V1 payments API (unofficial)

  --port <n>                   port to listen on, 0 for any (${DEFAULT_PORT})
  --host <address>             address to listen on (127.0.0.1)
  --allow-remote               let other machines connect and get webhooks
  --key <text>                 accepted imp_key (${DEFAULT_KEY})
  --secret <text>              accepted imp_secret (${DEFAULT_SECRET})
  --token-life <seconds>       lifetime of an access token (1800)
  --status-after-partial <s>   cancelled or paid (cancelled)
  --rules <s>                  strict: the PGs' documented rules; off: none
  --rule <name>=<on|off>       switch one rule; may be repeated
  --start-time <time>          first time of the clock: UNIX seconds or ISO 8601
  --frozen                     start with a clock that stands still
  --webhook-url <address>      where webhooks are sent (none are sent)
  --webhook-content-type <s>   json or form (json)
  --webhook-resend             send again after a network error or an HTTP 5xx
  --max-payments <n>           most payments stored (${CAPS.payments})
  --max-cancels <n>            most cancels stored (${CAPS.cancels})
  --max-bytes <n>              most bytes of their bodies (${CAPS.bytes})
  --log                        print one line for each request
  --help                       this text
State and calls, for people and programs: GET /_sandbox
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
  "start-time": { type: "string" },
  frozen: { type: "boolean" },
  "max-payments": { type: "string" },
  "max-cancels": { type: "string" },
  "max-bytes": { type: "string" },
  log: { type: "boolean" },
  help: { type: "boolean", short: "h" }
} as const

const listenProblems: Readonly<Record<string, (options: Options) => string>> = {
  EADDRINUSE: ({ port }) => `port ${port} is in use; choose another with --port`,
  EACCES: ({ port }) => `this user may not listen on port ${port}; choose one above 1023 with --port`,
  EADDRNOTAVAIL: ({ host }) => `this machine has no address ${host}; choose another with --host`,
  ENOTFOUND: ({ host }) => `the name ${host} has no address; choose another with --host`
}

const failed = (exitCode: 1 | 2, problem: string): CommandResult => ({
  exitCode,
  output: "",
  problem: `portone-sandbox: ${problem}\n`,
  sandbox: undefined
})

/** Reads a decimal whole number. */
const whole = (flag: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${flag} ${JSON.stringify(text)} is not a whole number`)
  return Number(text)
}

/** Digits are UNIX seconds, everything else is read as an ISO 8601 time. */
const timeOf = (text: string): number | string => /^\d+$/.test(text) ? Number(text) : text

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

const readOptions = (flags: ReturnType<typeof readFlags>, print: (line: string) => void): Options => ({
  port: flags.port === undefined ? DEFAULT_PORT : whole("port", flags.port),
  allowRemote: flags["allow-remote"] ?? false,
  ...(flags.host === undefined ? {} : { host: flags.host }),
  ...(flags.key === undefined ? {} : { key: flags.key }),
  ...(flags.secret === undefined ? {} : { secret: flags.secret }),
  ...(flags["token-life"] === undefined ? {} : { tokenLife: whole("token-life", flags["token-life"]) }),
  ...(flags["status-after-partial"] === undefined
    ? {}
    : { statusAfterPartial: flags["status-after-partial"] as "cancelled" | "paid" }),
  ...(flags.rules === undefined ? {} : { rules: flags.rules as "off" | "strict" }),
  ...(flags.rule === undefined ? {} : { rule: Object.fromEntries(flags.rule.map(readSwitch)) }),
  ...(flags["webhook-url"] === undefined ? {} : { webhookUrl: flags["webhook-url"] }),
  ...(flags["webhook-content-type"] === undefined
    ? {}
    : { webhookContentType: flags["webhook-content-type"] as "form" | "json" }),
  ...(flags["webhook-resend"] === undefined ? {} : { webhookResend: flags["webhook-resend"] }),
  ...(flags["start-time"] === undefined ? {} : { startTime: timeOf(flags["start-time"]) }),
  ...(flags.frozen === undefined ? {} : { frozen: flags.frozen }),
  ...(flags["max-payments"] === undefined ? {} : { maxPayments: whole("max-payments", flags["max-payments"]) }),
  ...(flags["max-cancels"] === undefined ? {} : { maxCancels: whole("max-cancels", flags["max-cancels"]) }),
  ...(flags["max-bytes"] === undefined ? {} : { maxBytes: whole("max-bytes", flags["max-bytes"]) }),
  ...(flags.log === true ? { log: print } : {})
})
