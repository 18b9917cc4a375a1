/**
 * The table at the end of a run.
 */
import type { Counts, Found } from "./cell.ts"
import { group } from "./group.ts"

export const table = (
  results: ReadonlyMap<string, Counts>
): { readonly lines: ReadonlyArray<string>; readonly violations: number } => {
  const rows = [...results].map(([name, counts]) => figures(name, counts))
  const total = columns.map((_, index) => rows.reduce((sum, row) => sum + Number(row[index + 1]), 0))
  const all = [["ledger/processes", ...columns], ...rows, ["total", ...total]]
  const widths = all[0]!.map((_, index) => Math.max(...all.map((row) => String(row[index]).length)))
  const found = [...results.values()].flatMap((counts) => counts.found)
  const kinds = group(found, ({ violation }) => violation.kind)
  return {
    lines: [
      ...all.map((row) => row.map((cell, index) => String(cell).padEnd(widths[index]!)).join("  ").trimEnd()),
      ...[...kinds].flatMap(([kind, list]) => [`${kind}: ${list.length} times, the smallest:`, smallest(list)])
    ],
    violations: found.length
  }
}

// internal

const columns = ["rounds", "refunds", "calls", "cancels", "kills", "stops", "raced", "violations"]

const figures = (name: string, counts: Counts) => [
  name,
  counts.rounds,
  counts.refunds,
  counts.calls,
  counts.cancels,
  counts.kills,
  counts.stops,
  counts.raced,
  counts.found.length
]

const smallest = (list: ReadonlyArray<Found>) => {
  const { input, violation } = list.toSorted((one, other) => one.size - other.size)[0]!
  return `  --only ${violation.round}: ${violation.text}\n${input}`
}
