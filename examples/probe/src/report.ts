/**
 * What was found, for a person and for a program.
 */
import { type Assumption, assumptions } from "./assumptions.ts"
import type { Finding } from "./Finding.ts"

/** One payment and what it told. */
export interface Probed {
  readonly impUid: string
  readonly pg: string
  readonly method: string
  /** Units: won. */
  readonly amount: number
  readonly isTestChannel: ReadonlyArray<string>
  readonly findings: ReadonlyArray<Finding>
}

export interface Report {
  readonly host: string
  readonly at: string
  readonly payments: ReadonlyArray<Probed>
  readonly assumptions: Readonly<Record<Assumption, "supported" | "broken" | "open">>
}

/** Puts the findings together. One that breaks an assumption outweighs all that support it. */
export const report = (host: string, at: string, payments: ReadonlyArray<Probed>): Report => {
  const findings = payments.flatMap((one) => one.findings)
  const standing = (assumption: Assumption) => {
    const ends = new Set(findings.filter(({ about }) => about.includes(assumption)).map(({ end }) => end))
    return ends.has("broken") ? "broken" : ends.has("holds") ? "supported" : "open"
  }
  const names = Object.keys(assumptions) as ReadonlyArray<Assumption>
  return {
    host,
    at,
    payments,
    assumptions: Object.fromEntries(names.map((name) => [name, standing(name)])) as Report["assumptions"]
  }
}

/** Is anything not as this library assumes or PortOne documents? */
export const isBroken = ({ payments }: Report): boolean =>
  payments.some(({ findings }) => findings.some(({ end }) => end === "broken"))

export const markdown = ({ assumptions: standing, at, host, payments }: Report): string =>
  [
    "# What the test channel says",
    `${host}, ${at}`,
    table(
      ["assumption", "", "evidence without this", "now"],
      Object.entries(assumptions).map(([name, { evidence, says }]) => [
        name,
        says,
        evidence,
        `**${standing[name as Assumption]}**`
      ])
    ),
    ...payments.flatMap(({ amount, findings, impUid, isTestChannel, method, pg }) => [
      `## ${impUid}`,
      `${pg} ${method}, ₩${amount}; of a test channel: ${isTestChannel.join(", ")}`,
      table(
        ["probe", "question", "asked", "seen", "end", "about"],
        findings.map(({ about, asked, end, probe, question, seen }) => [
          probe,
          question,
          asked,
          seen.join("; "),
          `**${end}**`,
          about.join(", ")
        ])
      )
    ])
  ].join("\n\n") + "\n"

/** For the screen. */
export const lines = ({ assumptions: standing, payments }: Report): string =>
  [
    ...payments.flatMap(({ findings, impUid, method, pg }) => [
      `${impUid} (${pg} ${method})`,
      ...findings.flatMap(({ about, asked, end, probe, question, seen }) => [
        `  ${probe}: ${question}`,
        `    asked: ${asked}`,
        ...seen.map((line) => `    seen:  ${line}`),
        `    ${end}${about.length === 0 ? "" : ` (${about.join(", ")})`}`
      ])
    ]),
    "",
    ...Object.entries(standing).map(([name, now]) =>
      `${name.padEnd(4)}${now.padEnd(10)}${assumptions[name as Assumption].says}`
    )
  ].join("\n")

// internal

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")

const cell = (text: string) => text.replaceAll("|", "\\|").replace(/\s+/g, " ")
