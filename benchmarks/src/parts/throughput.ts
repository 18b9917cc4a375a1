/**
 * Cancels in a second, CPU for each, and how long one takes, at several numbers of callers.
 */
import { withDrivers } from "../children.ts"
import type { Report } from "../driver.ts"
import { megabytes, number, spreadText, table } from "../markdown.ts"
import { median, ratio } from "../statistics.ts"

export interface Plan {
  readonly subjects: ReadonlyArray<string>
  readonly concurrencies: ReadonlyArray<number>
  readonly rounds: number
  /** Units: milliseconds for each subject in each round. */
  readonly millis: number
  /** Cancels before anything is counted. A client of many functions is compiled later than one of few, and a shop's process lives for days. */
  readonly warmUp: number
}

/** What the others are divided by. */
const LIMIT = "undici"

export const throughput = async ({ concurrencies, millis, rounds, subjects, warmUp }: Plan): Promise<string> => {
  const names = [LIMIT, ...subjects.filter((name) => name !== LIMIT)]
  return withDrivers(names, async (drivers, stub) => {
    const tables: Array<string> = []
    for (const driver of drivers) await driver.run({ concurrency: 16, count: warmUp })
    for (const concurrency of concurrencies) {
      const reports = new Map<string, Array<Report>>(names.map((name) => [name, []]))
      // One round more than is counted: the first opens connections.
      for (let round = 0; round <= rounds; round++) {
        for (const driver of drivers) {
          await stub.counts()
          const report = await driver.run({ concurrency, millis })
          const { cancels, strange } = await stub.counts()
          if (report.count === 0 || cancels !== report.count || strange !== 0) {
            throw new Error(
              `${driver.name} says ${report.count} cancels; the stub had ${cancels}, and ${strange} strange ones`
            )
          }
          if (round > 0) reports.get(driver.name)!.push(report)
        }
      }
      tables.push(describe(concurrency, reports))
    }
    return tables.join("\n\n")
  })
}

// internal

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
