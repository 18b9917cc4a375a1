/**
 * The CPU time of parsing and decoding the text of a response into a payment.
 */
import { fileURLToPath } from "node:url"
import type { Facts } from "../decoders/Decoder.ts"
import { number, spreadText, table } from "../markdown.ts"
import { run } from "../program.ts"
import { median, ratio } from "../statistics.ts"

export interface Plan {
  readonly rounds: number
  /** Units: milliseconds for each decoder in each round, twice: once to warm up. */
  readonly millis: number
}

const decoders = ["json", "effect-portone", "zod", "valibot"]
const names: Readonly<Record<string, string>> = { json: "JSON.parse alone", "effect-portone": "core", zod: "zod 4" }

export const decoding = async ({ millis, rounds }: Plan): Promise<string> => {
  const tables: Array<string> = []
  for (const entries of [3, 100]) {
    const times = new Map<string, Array<number>>(decoders.map((name) => [name, []]))
    const seen = new Map<string, Facts>()
    for (let round = 0; round < rounds; round++) {
      for (const name of decoders) {
        const { facts, micros } = await measure(name, entries, millis)
        times.get(name)!.push(micros)
        seen.set(name, facts)
      }
    }
    sameFacts(seen)
    tables.push(table(
      [`parse and decode, ${entries} cancels`, "÷ zod 4", "÷ JSON.parse", "µs"],
      decoders.map((name) => [
        names[name] ?? name,
        spreadText(ratio(times.get(name)!, times.get("zod")!)),
        spreadText(ratio(times.get(name)!, times.get("json")!)),
        number(median(times.get(name)!), 1)
      ])
    ))
  }
  return tables.join("\n\n")
}

// internal

const measure = async (name: string, entries: number, millis: number) =>
  JSON.parse(
    await run(process.execPath, [file, name, String(entries), String(millis)])
  ) as { readonly micros: number; readonly facts: Facts }

const file = fileURLToPath(new URL("../decoders/run.ts", import.meta.url))

// JSON.parse makes no model, so it is not compared.
const sameFacts = (seen: ReadonlyMap<string, Facts>) => {
  const models = [...seen].filter(([name]) => name !== "json").map(([, facts]) => JSON.stringify(facts))
  if (new Set(models).size !== 1) throw new Error(`The decoders disagree:\n${models.join("\n")}`)
}
