/**
 * The memory of a process over many cancels.
 */
import { setTimeout } from "node:timers/promises"
import { type Driver, withDrivers } from "../children.ts"
import { megabytes, number, table } from "../markdown.ts"
import { median } from "../statistics.ts"

export interface Plan {
  readonly subjects: ReadonlyArray<string>
  readonly cancels: number
}

export const memory = async ({ cancels, subjects }: Plan): Promise<string> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const name of subjects) {
    const { growth, last, report } = await withDrivers([name], async ([driver], stub) => {
      // After a fifth the code is compiled, the pools are full and the heap has its final size.
      await driver!.run({ concurrency: 64, count: Math.ceil(cancels / 5), latencies: false })
      await stub.counts()
      const { report, samples } = await sampled(driver!, cancels)
      if ((await stub.counts()).cancels !== cancels) throw new Error(`${name} did not cancel ${cancels} times`)
      const [first, last] = [median(samples.slice(0, TENTH(samples))), median(samples.slice(-TENTH(samples)))]
      return { growth: last - first, last, report }
    })
    rows.push([name, megabytes(growth), megabytes(last), number(report.millis / 1000)])
  }
  return table([`${number(cancels)} cancels in one process`, "RSS growth MB", "RSS at the end MB", "s"], rows)
}

// internal

const TENTH = (samples: ReadonlyArray<number>) => Math.max(1, Math.floor(samples.length / 10))

const sampled = async (driver: Driver, cancels: number) => {
  const samples: Array<number> = []
  const running = driver.run({ concurrency: 64, count: cancels, latencies: false })
  for (;;) {
    samples.push(await driver.rss())
    const report = await Promise.race([running, setTimeout(200)])
    if (report !== undefined) return { report, samples }
  }
}
