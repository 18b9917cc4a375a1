/**
 * Cancels in a second, CPU for each, and how long one takes, at several numbers of callers.
 */
import { type Driver, type Stub, withDrivers } from "../children.ts"
import type { Order, Report } from "../driver.ts"
import { megabytes, number, spreadText, table } from "../markdown.ts"
import { median, ratio } from "../statistics.ts"

export interface Plan {
  readonly subjects: ReadonlyArray<string>
  readonly concurrencies: ReadonlyArray<number>
  /** How often each client is started anew: the same code runs up to a fifth faster or slower from one process to the next. */
  readonly processes: number
  /** Rounds in each of these processes. */
  readonly rounds: number
  /** Units: milliseconds for each subject in each round. */
  readonly millis: number
  /** Cancels before anything is counted. A client of many functions is compiled later than one of few, and a shop's process lives for days. */
  readonly warmUp: number
}

/** What the others are divided by. */
const LIMIT = "undici"

export const throughput = async (plan: Plan): Promise<string> => {
  const names = [LIMIT, ...plan.subjects.filter((name) => name !== LIMIT)]
  const reports = new Map(
    plan.concurrencies.map((at) => [at, new Map<string, Array<Report>>(names.map((name) => [name, []]))])
  )
  for (let times = 0; times < plan.processes; times++) {
    await withDrivers(names, async (drivers, stub) => {
      for (const driver of drivers) await driver.run({ concurrency: 16, count: plan.warmUp })
      for (const [concurrency, of] of reports) {
        for (let round = 0; round < plan.rounds; round++) {
          for (const driver of drivers) {
            // While the others had their turns, connections ended, and clients of much code come back slower. No busy shop rests between two refunds.
            await driver.run({ concurrency, millis: plan.millis / 2 })
            of.get(driver.name)!.push(await counted(driver, stub, { concurrency, millis: plan.millis }))
          }
        }
      }
    })
  }
  return [...reports].map(([concurrency, of]) => describe(concurrency, of)).join("\n\n")
}

// internal

const counted = async (driver: Driver, stub: Stub, order: Partial<Order>): Promise<Report> => {
  await stub.counts()
  const report = await driver.run(order)
  const { cancels, strange } = await stub.counts()
  if (report.count === 0 || cancels !== report.count || strange !== 0) {
    throw new Error(`${driver.name} says ${report.count} cancels; the stub had ${cancels}, and ${strange} strange ones`)
  }
  return report
}

const rate = (reports: ReadonlyArray<Report>) => reports.map(({ count, millis }) => (count / millis) * 1000)
const cpu = (reports: ReadonlyArray<Report>) => reports.map(({ count, cpuMicros }) => cpuMicros / count)

const describe = (concurrency: number, reports: ReadonlyMap<string, ReadonlyArray<Report>>) => {
  const limit = reports.get(LIMIT)!
  return table(
    [
      `${concurrency} at once`,
      "cancels/s ÷ undici",
      "CPU per cancel ÷ undici",
      "cancels/s",
      "CPU µs",
      "p50 ms",
      "p99 ms",
      "peak RSS MB"
    ],
    [...reports].map(([name, of]) => [
      name,
      spreadText(ratio(rate(of), rate(limit))),
      spreadText(ratio(cpu(of), cpu(limit))),
      number(median(rate(of))),
      number(median(cpu(of))),
      number(median(of.map(({ p50 }) => p50)), 2),
      number(median(of.map(({ p99 }) => p99)), 2),
      megabytes(Math.max(...of.map(({ peakRss }) => peakRss)))
    ])
  )
}
