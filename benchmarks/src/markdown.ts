/**
 * Tables, as Markdown.
 */
import type { Spread } from "./statistics.ts"

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const width = head.map((name, column) => Math.max(3, name.length, ...rows.map((row) => (row[column] ?? "").length)))
  const line = (cells: ReadonlyArray<string>) =>
    `| ${width.map((wide, column) => (cells[column] ?? "").padEnd(wide)).join(" | ")} |`
  return [line(head), `| ${width.map((wide) => "-".repeat(wide)).join(" | ")} |`, ...rows.map(line)].join("\n")
}

/** `0.72 (0.69–0.75)`: the median and the spread around it. */
export const spreadText = ({ least, median, most }: Spread, digits = 2): string =>
  Number.isNaN(median) ? "–" : `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`

export const number = (value: number, digits = 0): string =>
  Number.isNaN(value) ? "–" : value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, " ")

export const megabytes = (bytes: number): string => number(bytes / 1e6)
