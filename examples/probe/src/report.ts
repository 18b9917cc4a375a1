/**
 * The report, as text, Markdown and data.
 */
import { type Assumption, assumptions } from "./assumptions.ts"
import type { Finding } from "./Finding.ts"

/** One payment and its findings. */
export interface Probed {
  readonly impUid: string
  readonly pg: string
  readonly method: string
  /** Units: won. */
  readonly amount: number
  readonly evidence: ReadonlyArray<string>
  readonly findings: ReadonlyArray<Finding>
}

export interface Report {
  readonly host: string
  readonly at: string
  readonly payments: ReadonlyArray<Probed>
  readonly assumptions: Readonly<Record<Assumption, "supported" | "broken" | "open">>
}

/** An assumption is broken if one finding breaks it, even if others support it. */
export const report = (host: string, at: string, payments: ReadonlyArray<Probed>): Report => {
  const findings = payments.flatMap((one) => one.findings)
  const statusOf = (assumption: Assumption) => {
    const conclusions = new Set(
      findings.filter((finding) => finding.assumptions.includes(assumption)).map(({ conclusion }) => conclusion)
    )
    return conclusions.has("broken") ? "broken" : conclusions.has("holds") ? "supported" : "open"
  }
  const names = Object.keys(assumptions) as ReadonlyArray<Assumption>
  return {
    host,
    at,
    payments,
    assumptions: Object.fromEntries(names.map((name) => [name, statusOf(name)])) as Report["assumptions"]
  }
}

/** Whether something is not as this library assumes or as PortOne documents. */
export const isBroken = ({ payments }: Report): boolean =>
  payments.some(({ findings }) => findings.some(({ conclusion }) => conclusion === "broken"))

export const markdown = ({ assumptions: status, at, host, payments }: Report): string =>
  [
    "# Findings on a test channel",
    `${host}, ${at}`,
    table(
      ["assumption", "", "evidence before", "now"],
      Object.entries(assumptions).map(([name, { claim, evidence }]) => [
        name,
        claim,
        evidence,
        `**${status[name as Assumption]}**`
      ])
    ),
    ...payments.flatMap(({ amount, findings, impUid, evidence, method, pg }) => [
      `## ${impUid}`,
      `${pg} ${method}, ₩${amount}; test channel, because ${evidence.join(", ")}`,
      table(
        ["probe", "question", "sent", "observed", "conclusion", "assumptions"],
        findings.map(({ assumptions: about, conclusion, observed, probe, question, sent }) => [
          probe,
          question,
          sent,
          observed.join("; "),
          `**${conclusion}**`,
          about.join(", ")
        ])
      )
    ])
  ].join("\n\n") + "\n"

/** For a terminal. */
export const lines = ({ assumptions: status, payments }: Report): string =>
  [
    ...payments.flatMap(({ findings, impUid, method, pg }) => [
      `${impUid} (${pg} ${method})`,
      ...findings.flatMap(({ assumptions: about, conclusion, observed, probe, question, sent }) => [
        `  ${probe}: ${question}`,
        `    sent:       ${sent}`,
        ...observed.map((line) => `    observed:   ${line}`),
        `    conclusion: ${conclusion}${about.length === 0 ? "" : ` (${about.join(", ")})`}`
      ])
    ]),
    "",
    ...Object.entries(status).map(([name, now]) =>
      `${name.padEnd(4)}${now.padEnd(10)}${assumptions[name as Assumption].claim}`
    )
  ].join("\n")

// internal

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")

const cell = (text: string) => text.replaceAll("|", "\\|").replace(/\s+/g, " ")
