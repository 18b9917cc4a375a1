/**
 * The caller, in a process of its own for each subject, so that CPU and memory are the subject's:
 * `node driver.ts <subject> <url> [<observer>]`.
 */
import { impUid } from "./stub/payment.ts"
import type { Make, Observer } from "./subjects/Subject.ts"

/** An order: so many callers at once, for a time or for a number of cancels. */
export interface Order {
  readonly concurrency: number
  readonly millis: number
  readonly count: number
  /** A list of a million latencies would be memory that grows. */
  readonly latencies: boolean
}

/**
 * The result of an order. Units: milliseconds, microseconds of CPU (user and system, all threads),
 * bytes.
 */
export interface Report {
  readonly count: number
  readonly millis: number
  readonly cpuMicros: number
  readonly p50: number
  readonly p99: number
  readonly peakRss: number
}

/** A message of the driver: it is ready, done, failed, or how much memory it has. */
export type Message =
  | { readonly ready: true }
  | { readonly report: Report }
  | { readonly problem: string }
  | { readonly rss: number }

const report = (message: Message) => void process.send?.(message)
const fail = (problem: unknown) =>
  report({ problem: problem instanceof Error ? problem.stack ?? problem.message : String(problem) })

const [, , name = "", url = "", observer = "plain"] = process.argv
const { make } = await import(`./subjects/${name}.ts`) as { readonly make: Make }
const subject = await make(url, undefined, observer as Observer)
let number = 0

const carryOut = async ({ concurrency, count, latencies, millis }: Order): Promise<Report> => {
  const times: Array<number> = []
  let taken = 0
  let done = 0
  const cpu = process.cpuUsage()
  const since = performance.now()
  const take = () => taken < count && performance.now() - since < millis ? impUid(++taken + number) : undefined
  const note = (time: number) => {
    done++
    if (latencies) times.push(time)
  }
  await Promise.all(Array.from({ length: concurrency }, () => subject.work(take, note)))
  const took = performance.now() - since
  const { system, user } = process.cpuUsage(cpu)
  number += taken
  times.sort((a, b) => a - b)
  return {
    count: done,
    millis: took,
    cpuMicros: user + system,
    p50: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    peakRss: process.resourceUsage().maxRSS * 1024
  }
}

process.on("message", (message: Order | "rss" | "close") => {
  if (message === "rss") report({ rss: process.memoryUsage.rss() })
  else if (message === "close") void subject.close().finally(() => process.exit(0))
  else void carryOut(message).then((done) => report({ report: done }), fail)
})
process.on("disconnect", () => process.exit(0))
report({ ready: true })
