import { type Line, won } from "./line.ts"

const columns: ReadonlyArray<readonly [string, (line: Line) => string]> = [
  ["scenario", (line) => line.scenario],
  ["request", (line) => line.request],
  ["result", (line) => line.result],
  ["money moved?", (line) => line.moneyMoved],
  ["refunded", (line) => won(line.refunded)],
  ["", (line) => line.asExpected ? "ok" : "NOT AS EXPECTED"]
]

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u
const width = (text: string) => Array.from(text).reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0)
const pad = (text: string, to: number) => text + " ".repeat(Math.max(0, to - width(text)))

const paint = (colour: boolean) => (code: number, text: string) => colour ? `\u001b[${code}m${text}\u001b[0m` : text

/** The lines as a table. */
export const table = (lines: ReadonlyArray<Line>, colour: boolean): string => {
  const dye = paint(colour)
  const widths = columns.map(([title, cell]) => Math.max(width(title), ...lines.map((line) => width(cell(line)))))
  const row = (cells: ReadonlyArray<string>) => cells.join("  ").trimEnd()
  const head = row(columns.map(([title], index) => pad(title, widths[index] ?? 0)))
  const body = lines.map((line) =>
    row(columns.map(([, cell], index) => {
      const text = pad(cell(line), widths[index] ?? 0)
      if (index === 3) return dye(line.moneyMoved === "yes" ? 32 : line.moneyMoved === "no" ? 36 : 33, text)
      return index === 5 ? dye(line.asExpected ? 32 : 31, text.trimEnd()) : text
    })) + (line.expected === undefined ? "" : `\n    expected: ${line.expected}`)
  )
  return [dye(1, head), "─".repeat(width(head)), ...body].join("\n")
}
