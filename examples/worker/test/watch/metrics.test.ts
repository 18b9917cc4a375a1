import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync } from "node:fs"
import { parse } from "yaml"
import { Holds } from "../../src/jobs/Holds.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import * as Intake from "../../src/serve/Intake.ts"
import * as Worker from "../../src/Worker.ts"
import { freePort } from "../process.ts"
import { ended, layer, seed } from "../shop.ts"
import { exposed, problems, read as parsed } from "./promql.ts"

const read = (file: string) => readFileSync(new URL(`../../watch/${file}`, import.meta.url), "utf8")

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly summary_ko: string; readonly next?: string }
}
interface Panel {
  readonly id: number
  readonly title: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: ReadonlyArray<{
    readonly expr: string
    readonly legendFormat: string
    readonly datasource: { readonly uid: string }
  }>
}

const rules = (parse(read("alerts.yml")) as { groups: ReadonlyArray<{ rules: ReadonlyArray<Rule> }> }).groups
  .flatMap(({ rules }) => rules)
const dashboard = JSON.parse(read("dashboard.json")) as {
  readonly schemaVersion: number
  readonly panels: ReadonlyArray<Panel>
  readonly templating: { readonly list: ReadonlyArray<{ readonly name: string; readonly type: string }> }
}
// Grafana replaces its variable by the interval of the panel.
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "5m")))
]

/** `/metrics` after two refunds, one of them at an unknown PG, and one cancel that is pending. */
const metricsPage = Effect.gen(function*() {
  const port = yield* Effect.promise(freePort)
  const page = Effect.promise(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
      headers: { authorization: "Bearer open sesame", connection: "close" }
    })
    return response.text()
  })
  return yield* Effect.gen(function*() {
    const store = yield* JobStore
    const sql = yield* SqlClient.SqlClient
    yield* seed("imp_1")
    yield* seed("imp_2", { async: true })
    yield* seed("imp_3", { pg_provider: "a_new_pg" })
    yield* store.add(["1", "2", "3"].map((n) => ({ key: n, impUid: `imp_${n}`, amount: 3000 })), "test")
    yield* ended("1", "2", "3")
    yield* (yield* Holds).put({ what: "pg", pg: "kcp" })
    yield* sql`UPDATE refund_job SET created_at = created_at - 7200000 WHERE key = '2'`
    yield* store.add([{ key: "4", impUid: "imp_4", amount: 3000 }], "test")
    for (;;) {
      const text = yield* page
      if (/^worker_oldest_unknown_seconds 7\d\d\d/m.test(text)) return text
      yield* Effect.sleep("20 millis")
    }
  }).pipe(
    Effect.provide(Intake.layer.pipe(
      Layer.provide(Worker.refunds),
      Layer.provideMerge(layer({ WORKER_PORT: String(port), WORKER_TOKEN: "open sesame" }))
    ))
  )
})

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

describe("what is watched", () => {
  let page = ""
  let series: ReadonlyMap<string, ReadonlySet<string>> = new Map()

  beforeAll(async () => {
    page = await Effect.runPromise(metricsPage)
    series = exposed(page)
  }, LIMIT)

  it("counts refunds by state, outcome, cause and PG, and the requests that they needed", () => {
    for (
      const line of [
        "worker_refunds_total{state=\"done\",outcome=\"Succeeded\",cause=\"answer\",pg=\"html5_inicis\"} 1",
        "worker_refunds_total{state=\"done\",outcome=\"Succeeded\",cause=\"answer\",pg=\"other\"} 1",
        "worker_refunds_total{state=\"needs-review\",outcome=\"AcceptedPending\",cause=\"none\",pg=\"html5_inicis\"} 1",
        "worker_jobs_unknown{state=\"needs-review\",outcome=\"AcceptedPending\",cause=\"none\",pg=\"html5_inicis\"} 1",
        "worker_jobs{state=\"needs-review\"} 1",
        "worker_jobs{state=\"done\"} 2",
        "worker_refund_sends_bucket{le=\"0\"} 0",
        "worker_refund_sends_bucket{le=\"1\"} 2",
        "worker_pg_full{pg=\"unknown\"} 0",
        "worker_pg_held{pg=\"kcp\"} 1",
        "worker_pg_held{pg=\"every\"} 0",
        "worker_invariants_broken 0"
      ]
    ) assert.include(page, `${line}\n`)
    assert.match(page, /^worker_lookups_total [1-9]\d*$/m)
    assert.match(page, /^worker_oldest_open_seconds 7\d\d\d/m)
    assert.match(page, /^worker_read_time_seconds 1[\d.]+$/m)
  })

  it("has no label that a provider could choose", () => {
    assert.notInclude(page, "x{y")
    for (const [name, labels] of series) {
      for (const label of labels) assert.include(["state", "outcome", "cause", "pg", "le"], label, name)
    }
  })

  it("is what every alert rule and every panel reads", () => {
    assert.isAbove(expressions.length, 20)
    assert.deepStrictEqual(expressions.flatMap((text) => problems(text, series)), [])
  })

  it("has every label that a legend of the dashboard shows, also after it was grouped", () => {
    let shown = 0
    for (const { targets, title } of dashboard.panels) {
      for (const { expr, legendFormat } of targets) {
        const { grouped, series: read } = parsed(expr.replaceAll("$__rate_interval", "5m"))
        const known = new Set(
          grouped.length > 0 ? grouped : read.flatMap(({ name }) => Array.from(series.get(name) ?? []))
        )
        for (const [, label = ""] of legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)) {
          shown++
          assert.isTrue(known.has(label), `${title}: ${label}`)
        }
      }
    }
    assert.isAbove(shown, 3)
  })

  it("is read by a rule or a panel, all of it", () => {
    const all = expressions.join("\n")
    const unread = [...series.keys()].map((name) => name.replace(/_(?:bucket|count|sum)$/, ""))
      .filter((name) => name.startsWith("worker_") && !all.includes(name))

    assert.deepStrictEqual(unread, [])
  })

  it("is in the table of both languages, with its labels", () => {
    for (const file of ["watching.md", "watching.ko.md"]) {
      const text = readFileSync(new URL(`../../../../docs/${file}`, import.meta.url), "utf8")
      const rows = new Map(
        [...text.matchAll(/^\| `(worker_\w+)` +\| (.*?) *\|/gm)].map(([, name = "", labels = ""]) => [
          name,
          [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label).toSorted()
        ])
      )
      const shown = new Map<string, ReadonlyArray<string>>()
      for (const [name, labels] of series) {
        if (/_(?:count|sum)$/.test(name) || !name.startsWith("worker_")) continue
        shown.set(name.replace(/_bucket$/, ""), [...labels].toSorted())
      }

      assert.deepStrictEqual(new Map([...rows].toSorted()), new Map([...shown].toSorted()), file)
    }
  })

  it("does not contain what a wrong rule reads", () => {
    const found = [
      "max(worker_jobz) > 0",
      "worker_jobs{status=\"done\"} > 0",
      "sum by (key) (worker_jobs) > 0",
      "rate(worker_jobs[5m)",
      "1 > 0"
    ].map((text) => problems(text, series)[0])

    assert.deepStrictEqual(found, [
      "max(worker_jobz) > 0: there is no worker_jobz",
      "worker_jobs{status=\"done\"} > 0: worker_jobs has no label status",
      "sum by (key) (worker_jobs) > 0: no series has the label key",
      "rate(worker_jobs[5m): at 19",
      "1 > 0: reads no series"
    ])
  })
})

describe("an alert rule", () => {
  it("has its own name, says how urgent it is, and what is wrong in both languages", () => {
    assert.strictEqual(new Set(rules.map(({ alert }) => alert)).size, rules.length)
    for (const { alert, annotations, labels } of rules) {
      assert.include(["page", "ticket"], labels.severity, alert)
      assert.match(annotations.summary, /\.$/, alert)
      assert.match(annotations.summary_ko, /[가-힣].*\.$/, alert)
    }
  })
})

describe("the dashboard", () => {
  it("lets Grafana choose the source of every panel, and no panel covers another", () => {
    const { panels, schemaVersion, templating } = dashboard
    const covered = panels.flatMap((one) =>
      panels.filter((other) => {
        const [a, b] = [one.gridPos, other.gridPos]
        return one.id < other.id && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
      }).map((other) => `${one.title}, ${other.title}`)
    )

    assert.isAbove(schemaVersion, 30)
    assert.deepStrictEqual(templating.list.map(({ name, type }) => [name, type]), [["datasource", "datasource"]])
    assert.strictEqual(new Set(panels.map(({ id }) => id)).size, panels.length)
    assert.deepStrictEqual(covered, [])
    for (const { datasource, gridPos: { w, x }, targets, title } of panels) {
      assert.isAtMost(x + w, 24, title)
      assert.isAbove(targets.length, 0, title)
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) {
        assert.strictEqual(source.uid, "${datasource}", title)
      }
    }
  })
})
