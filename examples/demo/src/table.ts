import type { Bilingual } from "@effect-portone/core"
import { type Language, speak } from "./language.ts"
import { type Line, won, wonKo } from "./line.ts"

const moved: Readonly<Record<string, Bilingual>> = {
  yes: { english: "yes", korean: "예" },
  no: { english: "no", korean: "아니요" },
  unknown: { english: "unknown", korean: "알 수 없음" },
  once: { english: "once", korean: "한 번" },
  "no sign": { english: "no sign", korean: "흔적 없음" }
}

const titles: Bilingual = {
  english: "request|result|moved?|refunded|",
  korean: "요청|결과|환불됐나?|환불액|"
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u

/** Units: columns of a terminal. */
export const width = (text: string) => Array.from(text).reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0)
const pad = (text: string, to: number) => text + " ".repeat(Math.max(0, to - width(text)))

const paint = (colour: boolean) => (code: number, text: string) => colour ? `\u001b[${code}m${text}\u001b[0m` : text

/** The lines as a table of at most 80 columns, with each scenario above its lines. */
export const table = (lines: ReadonlyArray<Line>, language: Language, colour: boolean): string => {
  const dye = paint(colour)
  const say = speak(language)
  const money = (amount: number) => language === "ko" ? wonKo(amount) : won(amount)
  const cells = (line: Line) => [
    `  ${say(line.request)}`,
    line.result,
    say(moved[line.moneyMoved] ?? { english: line.moneyMoved, korean: line.moneyMoved }),
    money(line.refunded),
    line.asExpected ? "ok" : "✗"
  ]
  const head = say(titles).split("|")
  const widths = head.map((title, index) =>
    Math.max(width(title), ...lines.map((line) => width(cells(line)[index] ?? "")))
  )
  const row = (texts: ReadonlyArray<string>) => texts.join("  ").trimEnd()
  const padded = (texts: ReadonlyArray<string>) => texts.map((text, index) => pad(text, widths[index] ?? 0))
  const body = lines.flatMap((line) => {
    const [request = "", result = "", money = "", refunded = "", mark = ""] = padded(cells(line))
    const code = line.moneyMoved === "yes" ? 32 : line.moneyMoved === "no" ? 36 : 33
    return [
      ...(line.scenario === undefined ? [] : [dye(1, say(line.scenario))]),
      row([request, result, dye(code, money), refunded, dye(line.asExpected ? 32 : 31, mark.trimEnd())]),
      ...(line.expected === undefined
        ? []
        : [dye(31, `    ${say({ english: "expected", korean: "예상" })}: ${line.expected}`)])
    ]
  })
  return [dye(1, row(padded(head))), "─".repeat(width(row(padded(cells(lines[0] as Line))))), ...body].join("\n")
}
