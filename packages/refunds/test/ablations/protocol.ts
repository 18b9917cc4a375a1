/**
 * The protocol as production runs it, or a copy of its source without some of the rules.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as match from "../../src/protocol/match.ts"
import * as record from "../../src/protocol/paymentRecord.ts"
import * as step from "../../src/protocol/step.ts"
import * as turn from "../../src/protocol/turn.ts"
import { ablations, type Edit, invariants, type Rule } from "./ablations.ts"

/** The modules that the explorer and the tests drive. */
export interface Protocol {
  readonly record: typeof record
  readonly match: typeof match
  readonly step: typeof step
  readonly turn: typeof turn
}

/** All rules. */
export const production: Protocol = { record, match, step, turn }

/** The protocol without these rules; with none to take away, the production modules themselves. */
export const protocolWithout = (rules: ReadonlyArray<Rule>): Promise<Protocol> => {
  const key = rules.toSorted().join()
  const known = loaded.get(key)
  if (known !== undefined) return known
  const loading = rules.length === 0
    ? Promise.resolve(production)
    : load([...rules.flatMap((rule): ReadonlyArray<Edit> => ablations[rule].edits), ...invariants.edits])
  loaded.set(key, loading)
  return loading
}

/** The sources after the edits. Throws where a text does not occur exactly once. */
export const edited = (
  sources: ReadonlyMap<string, string>,
  edits: ReadonlyArray<Edit>
): ReadonlyMap<string, string> => {
  const result = new Map(sources)
  for (const { file, replacement, text } of edits) {
    const source = result.get(file)
    if (source === undefined) throw new Error(`There is no ${file} in src/protocol.`)
    const times = source.split(text).length - 1
    if (times !== 1) throw new Error(`${file} has this text ${times} times instead of once: ${text}`)
    result.set(file, source.replace(text, () => replacement))
  }
  return result
}

/** The files of `src/protocol`. */
export const sources = (): ReadonlyMap<string, string> =>
  new Map(readdirSync(source).map((file) => [file, readFileSync(join(source, file), "utf8")]))

// internal

const source = fileURLToPath(new URL("../../src/protocol/", import.meta.url))
const loaded = new Map<string, Promise<Protocol>>()

// Each copy has a folder of its own, so that parallel workers do not meet.
const load = async (edits: ReadonlyArray<Edit>): Promise<Protocol> => {
  const texts = edited(sources(), edits)
  const folder = mkdtempSync(join(tmpdir(), "portone-protocol-"))
  try {
    for (const [file, text] of texts) writeFileSync(join(folder, file), text)
    const from = <A>(file: string): Promise<A> => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)
    return {
      record: await from("paymentRecord.ts"),
      match: await from("match.ts"),
      step: await from("step.ts"),
      turn: await from("turn.ts")
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
