/**
 * What a transport adds to the client it stands on: CPU of one POST through each, without core.
 */
import { type Driver, withDrivers } from "../children.ts"
import { number, spreadText, table } from "../markdown.ts"
import { median, ratio } from "../statistics.ts"

export interface Plan {
  /** How often every client is started anew. */
  readonly processes: number
  /** Rounds in each of these processes. */
  readonly rounds: number
  /** Units: milliseconds for each client in each round. */
  readonly millis: number
  readonly warmUp: number
}

/** A transport, the client that it is divided by, and the most that it may cost. */
const pairs = [
  { name: "fetch-transport-alone", of: "fetch", goal: 1.15 },
  { name: "http-transport-alone", of: "effect-client", goal: 1.3 },
  { name: "http-transport-undici-alone", of: "effect-client-undici", goal: 1.3 }
] as const

export const exchanges = async ({ millis, processes, rounds, warmUp }: Plan): Promise<string> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const { goal, name, of } of pairs) {
    const cpu = { own: [] as Array<number>, client: [] as Array<number> }
    for (let times = 0; times < processes; times++) {
      await withDrivers([name, of], async ([own, client]) => {
        for (const driver of [own!, client!]) await driver.run({ concurrency: CONCURRENCY, count: warmUp })
        for (let round = 0; round < rounds; round++) {
          const turns = [
            async () => cpu.own.push(await microsOf(own!, millis)),
            async () => cpu.client.push(await microsOf(client!, millis))
          ]
          for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn()
        }
      })
    }
    rows.push([
      `${name} ÷ ${of}`,
      `≤ ${goal.toFixed(2)}`,
      spreadText(ratio(cpu.own, cpu.client)),
      number(median(cpu.own)),
      number(median(cpu.client))
    ])
  }
  return table(["CPU of one POST, 16 at once", "goal", "measured", "transport µs", "client µs"], rows)
}

// internal

const CONCURRENCY = 16

const microsOf = async (driver: Driver, millis: number) => {
  const { count, cpuMicros } = await driver.run({ concurrency: CONCURRENCY, millis, latencies: false })
  if (count === 0) throw new Error(`${driver.name} made no exchange`)
  return cpuMicros / count
}
