/**
 * The alert rules in Prometheus' own `promtool`: which of them fire in which situation, and when.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { env } from "node:process"

const promtool = (env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "promtool")).find(existsSync)
const missing = "no promtool here (apt-get install -y prometheus)"
if (promtool === undefined && env["REQUIRE_SERVICES"] === "1") throw new Error(missing)

const rules = readFileSync(new URL("../../watch/alerts.yml", import.meta.url), "utf8")

/** A value for each minute, in the notation of `promtool`. */
type Series = Readonly<Record<string, string>>

const MINUTES = 800
const always = (value: number) => `${value}+0x${MINUTES}`
const from = (minute: number, value: number) => `0+0x${minute - 1} ${value}+0x${MINUTES}`

/** Two processes of which all is well: one refund a second each, and one cancel a refund. */
const quiet: Series = Object.fromEntries(["a", "b"].flatMap((instance) => [
  [`up{job="refund-worker",instance="${instance}"}`, always(1)],
  [`worker_read_time_seconds{instance="${instance}"}`, `0+60x${MINUTES}`],
  [`worker_invariants_broken{instance="${instance}"}`, always(0)],
  [`worker_jobs{state="needs-review",instance="${instance}"}`, always(0)],
  [`worker_jobs{state="done",instance="${instance}"}`, `0+120x${MINUTES}`],
  [`worker_oldest_open_seconds{instance="${instance}"}`, always(30)],
  [`worker_oldest_unknown_seconds{instance="${instance}"}`, always(0)],
  [`worker_pg_full{pg="kcp",instance="${instance}"}`, always(0)],
  [`worker_pg_held{pg="kcp",instance="${instance}"}`, always(0)],
  [
    `worker_refunds_total{state="done",outcome="Succeeded",cause="answer",pg="kcp",instance="${instance}"}`,
    `0+60x${MINUTES}`
  ],
  [`worker_refund_sends_bucket{le="1",instance="${instance}"}`, `0+60x${MINUTES}`],
  [`worker_refund_sends_bucket{le="+Inf",instance="${instance}"}`, `0+60x${MINUTES}`],
  [`worker_refund_sends_count{instance="${instance}"}`, `0+60x${MINUTES}`]
]))

const retrying = (outcome: string) =>
  `worker_refunds_total{state="retrying",outcome="${outcome}",cause="none",pg="unknown",instance="a"}`

/** What is different from minute 10 on, the alert that fires, and how many minutes later. */
const situations: ReadonlyArray<readonly [alert: string, after: number, Series]> = [
  ["RefundInvariantBroken", 0, { "worker_invariants_broken{instance=\"a\"}": from(10, 1) }],
  ["RefundCredentialsRejected", 1, { [retrying("CredentialsRejected")]: `0+0x10 1+1x${MINUTES}` }],
  ["RefundCredentialsRejected", 1, { [retrying("Unauthorized")]: `0+0x10 1+1x${MINUTES}` }],
  ["RefundLedgerFailed", 1, { [retrying("LedgerFailed")]: `0+0x10 1+1x${MINUTES}` }],
  ["RefundLedgerFailed", 1, { [retrying("TagSecretUnknown")]: `0+0x10 1+1x${MINUTES}` }],
  [
    "RefundWorkerDown",
    2,
    Object.fromEntries(["a", "b"].map((instance) => [
      `up{job="refund-worker",instance="${instance}"}`,
      `1+0x9 0+0x${MINUTES}`
    ]))
  ],
  [
    "RefundReadingsOld",
    15,
    Object.fromEntries(["a", "b"].map((instance) => [
      `worker_read_time_seconds{instance="${instance}"}`,
      `0+60x9 540+0x${MINUTES}`
    ]))
  ],
  ["RefundNeedsReview", 15, { "worker_jobs{state=\"needs-review\",instance=\"a\"}": from(10, 1) }],
  ["RefundUnknownForLong", 61, { "worker_oldest_unknown_seconds{instance=\"a\"}": `0+0x9 0+60x${MINUTES}` }],
  ["RefundOpenForLong", 241, { "worker_oldest_open_seconds{instance=\"a\"}": `30+0x9 0+60x${MINUTES}` }],
  ["RefundPgFull", 10, { "worker_pg_full{pg=\"kcp\",instance=\"a\"}": from(10, 1) }],
  ["RefundOnHoldForLong", 720, { "worker_pg_held{pg=\"kcp\",instance=\"a\"}": from(10, 1) }],
  [
    "RefundSentAgain",
    1,
    Object.fromEntries(["a", "b"].map((instance) => [
      `worker_refund_sends_bucket{le="1",instance="${instance}"}`,
      `0+60x9 540+0x${MINUTES}`
    ]))
  ]
]

describe.skipIf(promtool === undefined)(`an alert${promtool === undefined ? ` (${missing})` : ""}`, () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "refund-alerts-"))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** All situations in one run. The output is empty if each alert fires neither early nor late. */
  const run = (rules: string, which = situations) => {
    writeFileSync(join(folder, "alerts.yml"), rules)
    const expected = (minute: number, alerts: ReadonlyArray<string>) => ({
      eval_time: `${minute}m`,
      expr: "count by (alertname) (ALERTS{alertstate=\"firing\"})",
      exp_samples: alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }))
    })
    const test = (series: Series, minutes: number, expectations: ReadonlyArray<object>) => ({
      interval: "1m",
      input_series: Object.entries({ ...quiet, ...series }).map(([series, values]) => ({
        series,
        // `promtool` computes every minute that a series has.
        values: values.replaceAll(`x${MINUTES}`, `x${minutes}`)
      })),
      promql_expr_test: expectations
    })
    // JSON is YAML.
    writeFileSync(
      join(folder, "test.yml"),
      JSON.stringify({
        rule_files: ["alerts.yml"],
        evaluation_interval: "1m",
        tests: [
          test({}, 30, [expected(30, [])]),
          ...which.map(([alert, after, series]) =>
            test(series, after + 20, [
              expected(9, []),
              ...(after > 2 ? [expected(10 + after - 2, [])] : []),
              expected(10 + after + 1, [alert])
            ])
          )
        ]
      })
    )
    const { status, stderr, stdout } = spawnSync(promtool ?? "", ["test", "rules", "test.yml"], {
      cwd: folder,
      encoding: "utf8"
    })
    return status === 0 ? "" : stdout + stderr
  }

  it("fires in its situation, after its time, and no other does", () => {
    assert.strictEqual(run(rules), "")
  })

  it("has a situation here", () => {
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name)

    assert.deepStrictEqual(names.toSorted(), [...new Set(situations.map(([alert]) => alert))].toSorted())
  })

  it("is found out where it fires too late, or never", () => {
    const only = (alert: string) => situations.filter(([name]) => name === alert)
    const late = rules.replace("for: 10m", "for: 20m")
    const never = rules.replace("max(worker_invariants_broken) > 0", "max(worker_invariants_broken) > 1")

    assert.include(run(late, only("RefundPgFull")), "RefundPgFull")
    assert.include(run(never, only("RefundInvariantBroken")), "RefundInvariantBroken")
  })
})
