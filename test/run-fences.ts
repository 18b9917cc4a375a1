/**
 * Runs the modules named in a list, one after the other, and writes what went wrong in each. Run it
 * as a process of its own: `node run-fences.ts <list>`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { pathToFileURL } from "node:url"
import { format, inspect, isDeepStrictEqual } from "node:util"

interface Job {
  readonly path: string
  /** This one ends its process itself. */
  readonly alone: boolean
}

export interface Outcome {
  readonly path: string
  readonly problems: ReadonlyArray<string>
  /** Where something was compared. */
  readonly reached: ReadonlyArray<string>
}

const list = process.argv[2] ?? ""
const jobs = JSON.parse(readFileSync(list, "utf8")) as ReadonlyArray<Job>
const outcomes: Array<{ path: string; problems: Array<string>; reached: Array<string> }> = []

const current = () => outcomes.at(-1)
const complain = (error: unknown) => {
  current()?.problems.push(error instanceof Error ? error.stack ?? error.message : inspect(error))
}
process.on("unhandledRejection", complain)
process.on("uncaughtException", complain)
process.on("exit", (code) => {
  if (code !== 0) complain(new Error(`Ends the process with ${code}`))
  writeFileSync(`${list}.out`, JSON.stringify(outcomes))
})

const compare = (place: string, expected: string, value: unknown, matches: boolean) => {
  current()?.reached.push(place)
  if (!matches) complain(new Error(`${place} says "// => ${expected}" and is ${inspect(value, { depth: 4 })}`))
}
Object.assign(globalThis, {
  __check: (place: string, expected: string, value: unknown) => {
    compare(place, expected, value, isAsSaid(expected, value))
    return value
  },
  __printed: (place: string, expected: string) => (...values: ReadonlyArray<unknown>) => {
    const printed = format(...values)
    compare(place, expected, printed, printed === expected || values.length === 1 && isAsSaid(expected, values[0]))
  }
})
// What a fence prints is nothing to the reader of the test.
for (const method of ["log", "info", "debug", "warn", "error", "trace", "table"] as const) console[method] = () => {}

// A fence may write a file where it runs.
const folder = mkdtempSync(join(tmpdir(), "fences-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))

for (const [nth, { alone, path }] of jobs.entries()) {
  mkdirSync(join(folder, String(nth)))
  process.chdir(join(folder, String(nth)))
  outcomes.push({ path, problems: [], reached: [] })
  try {
    await setUp()
    await import(pathToFileURL(path).href)
  } catch (error) {
    complain(error)
  }
  if (alone) continue
  const left = await leftOpen()
  if (left.length > 0) complain(new Error(`Keeps the process from ending: ${left.join(", ")}`))
}
if (jobs.every(({ alone }) => !alone)) process.exit(0)

// The value as JavaScript, as `String` prints it, or as Node prints it, without its line breaks.
function isAsSaid(expected: string, value: unknown): boolean {
  try {
    const said: unknown = new Function(`return (${expected}\n)`)()
    if (isDeepStrictEqual(plain(said), plain(value))) return true
  } catch {
    // No JavaScript, so it is what something prints.
  }
  const flat = (text: string) => text.replace(/\s+/g, " ").trim()
  return [String(value), inspect(value), inspect(value, { depth: null, breakLength: Infinity })].some((text) =>
    flat(text) === flat(expected)
  )
}

// Objects of classes are compared by their fields.
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
    : value
}

// Every module finds the sandbox as the READMEs assume it: one payment of ₩10,000, not cancelled.
async function setUp(): Promise<void> {
  const tell = (path: string, body: object) =>
    fetch(`${process.env["PORTONE_BASE_URL"]}/_sandbox/${path}`, {
      method: "POST",
      headers: { connection: "close", "content-type": "application/json" },
      body: JSON.stringify(body)
    })
  await tell("reset", {})
  const made = await tell("payments", { kind: "card", imp_uid: "imp_448280090638", amount: 10_000 })
  if (made.status !== 201) throw new Error(`The sandbox made no payment: ${await made.text()}`)
}

// Sockets take a few turns to close. What is open after that would keep a program from ending.
async function leftOpen(): Promise<ReadonlyArray<string>> {
  let left: ReadonlyArray<string> = []
  for (let turn = 0; turn < 100; turn++) {
    left = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|CloseReq|FSReqPromise)$/.test(name))
    // The pause itself is one timer.
    if (left.length === 0) return left
    await setTimeout(20)
  }
  return left
}
