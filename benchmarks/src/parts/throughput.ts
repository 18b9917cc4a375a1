/**
 * Cancels in a second, CPU for each, and how long one takes, at several numbers of callers. The
 * clients of this library are also measured with `layerJson` writing to a file, and with a tracer.
 */
import { type Driver, type Stub, withDrivers } from "../children.ts"
import type { Order, Report } from "../driver.ts"
import { megabytes, number, spreadText, table } from "../markdown.ts"
import { median, ratio } from "../statistics.ts"
import type { Observer } from "../subjects/Subject.ts"

export interface Plan {
  readonly subjects: ReadonlyArray<string>
  /** The subjects of this library that are also measured with a logger and with a tracer. */
  readonly observed: ReadonlyArray<string>
  readonly concurrencies: ReadonlyArray<number>
  /**
   * How often each client is started anew: the same code runs up to a fifth faster or slower from
   * one process to the next.
   */
  readonly processes: number
  /** Rounds in each of these processes. */
  readonly rounds: number
  /** Units: milliseconds for each subject in each round. */
  readonly millis: number
  /**
   * Cancels before the first that is counted. A client of many functions is compiled later than one
   * of few, and a shop's process lives for days.
   */
  readonly warmUp: number
}

/** What the others are divided by. */
const LIMIT = "undici"

export const throughput = async (plan: Plan): Promise<string> => {
  const names = [LIMIT, ...plan.subjects.filter((name) => name !== LIMIT)]
  const wanted = names.flatMap((name) => [
    { name, observer: "plain" as const },
    ...(plan.observed.includes(name) ? observers.map((observer) => ({ name, observer })) : [])
  ])
  const reports = new Map(
    plan.concurrencies.map((at) => [at, new Map<string, Array<Report>>(wanted.map((one) => [keyOf(one), []]))])
  )
  for (let times = 0; times < plan.processes; times++) {
    await withDrivers(wanted, async (drivers, stub) => {
      for (const driver of drivers) await driver.run({ concurrency: 16, count: plan.warmUp })
      for (const [concurrency, of] of reports) {
        for (let round = 0; round < plan.rounds; round++) {
          for (const [index, driver] of drivers.entries()) {
            // Between two turns of a client its connections end, and a client of much code comes
            // back slower. A busy shop does not rest between two refunds, so each turn has a warm
            // start.
            await driver.run({ concurrency, millis: plan.millis / 2 })
            of.get(keyOf(wanted[index]!))!.push(await counted(driver, stub, { concurrency, millis: plan.millis }))
          }
        }
      }
    })
  }
  return [...reports].map(([concurrency, of]) => describe(concurrency, names, of)).join("\n\n")
}

// internal

const observers = ["json", "tracer"] as const

const keyOf = ({ name, observer }: { readonly name: string; readonly observer: Observer }) => `${name} ${observer}`

const counted = async (driver: Driver, stub: Stub, order: Partial<Order>): Promise<Report> => {
  await stub.counts()
  const report = await driver.run(order)
  const { cancels, strange } = await stub.counts()
  if (report.count === 0 || cancels !== report.count || strange !== 0) {
    throw new Error(
      `${driver.name} reports ${report.count} cancels; the stub had ${cancels}, and ${strange} strange requests`
    )
  }
  return report
}

const rate = (reports: ReadonlyArray<Report>) => reports.map(({ count, millis }) => (count / millis) * 1000)
const cpu = (reports: ReadonlyArray<Report>) => reports.map(({ count, cpuMicros }) => cpuMicros / count)

const describe = (
  concurrency: number,
  names: ReadonlyArray<string>,
  reports: ReadonlyMap<string, ReadonlyArray<Report>>
) => {
  const limit = reports.get(keyOf({ name: LIMIT, observer: "plain" }))!
  const isObserved = names.some((name) => reports.has(keyOf({ name, observer: "json" })))
  const withObserver = (name: string, observer: Observer) => {
    const of = reports.get(keyOf({ name, observer }))
    return of === undefined ? "–" : spreadText(ratio(rate(of), rate(limit)))
  }
  return table(
    [
      `${concurrency} at once`,
      "cancels/s ÷ undici",
      ...(isObserved ? ["with layerJson", "with a tracer"] : []),
      "CPU per cancel ÷ undici",
      "cancels/s",
      "CPU µs",
      "p50 ms",
      "p99 ms",
      "peak RSS MB"
    ],
    names.map((name) => {
      const of = reports.get(keyOf({ name, observer: "plain" }))!
      return [
        name,
        spreadText(ratio(rate(of), rate(limit))),
        ...(isObserved ? observers.map((observer) => withObserver(name, observer)) : []),
        spreadText(ratio(cpu(of), cpu(limit))),
        number(median(rate(of))),
        number(median(cpu(of))),
        number(median(of.map(({ p50 }) => p50)), 2),
        number(median(of.map(({ p99 }) => p99)), 2),
        megabytes(Math.max(...of.map(({ peakRss }) => peakRss)))
      ]
    })
  )
}
