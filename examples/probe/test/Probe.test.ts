/**
 * The probe against a sandbox that keeps every promise, and against providers that break one each: it must tell them apart.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted } from "effect"
import type { Assumption } from "../src/assumptions.ts"
import type { Finding } from "../src/Finding.ts"
import type { Options } from "../src/Ground.ts"
import { isBroken, lines, markdown, type Report } from "../src/report.ts"
import { type Run, run } from "../src/run.ts"
import { type Bend, bent } from "./bent.ts"

const short: Partial<Options> = {
  amount: 10,
  reads: 5,
  atOnce: 4,
  settle: 60,
  pause: 5,
  hangUp: 20
}

const probing = async (
  { bend, payment = {}, ...asked }: Partial<Run> & { readonly bend?: Bend; readonly payment?: object }
) => {
  await using sandbox = await start()
  const control = async (path: string, body?: object): Promise<any> =>
    (await fetch(
      `${sandbox.url}/_sandbox/${path}`,
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    ))
      .json()
  const { imp_uid } = await control("payments", { kind: "card", amount: 1000, sandbox: true, ...payment })
  await using front = bend === undefined ? undefined : await bent(sandbox.url, bend)
  const baseUrl = front?.url ?? sandbox.url
  const live = AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(sandbox.key), impSecret: Redacted.make(sandbox.secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl, timeout: "2 seconds" })),
    Layer.provideMerge(Logger.layer([]))
  )
  const result = await Effect.runPromise(
    run({ baseUrl, impUids: [imp_uid], yesCancelThesePayments: true, options: short, ...asked }).pipe(
      Effect.result,
      Effect.provide(live)
    )
  )
  const ledger = await control("ledger") as ReadonlyArray<{ readonly amount: number }>
  return { ledger, result, impUid: String(imp_uid), secret: sandbox.secret }
}

const told = async (
  only: ReadonlyArray<string>,
  bend?: Bend,
  payment: object = {},
  options: Partial<Options> = {}
): Promise<Report> => {
  const { result } = await probing({
    only,
    payment,
    options: { ...short, ...options },
    ...(bend === undefined ? {} : { bend })
  })
  if (result._tag === "Failure") throw new Error(result.failure.message)
  return result.success
}

const finding = ({ payments }: Report, probe: string): Finding => {
  const found = payments[0]?.findings.find((one) => one.probe === probe)
  if (found === undefined) throw new Error(`no ${probe}`)
  return found
}

describe("a provider that keeps its promises", () => {
  it("is found to, in every question that can be asked from here", async () => {
    const { impUid, ledger, result, secret } = await probing({})
    assert.strictEqual(result._tag, "Success")
    if (result._tag === "Failure") return
    const report = result.success
    assert.isFalse(isBroken(report))
    const ends = Object.fromEntries((report.payments[0]?.findings ?? []).map(({ end, probe }) => [probe, end]))

    assert.deepStrictEqual(ends, {
      P2: "holds",
      P3: "holds",
      P14: "holds",
      P1: "holds",
      P5: "holds",
      P11: "holds",
      P9: "noted",
      P8: "noted",
      P13: "holds",
      "P8-zero": "holds",
      P10: "holds",
      P4: "by hand",
      P6: "by hand",
      P7: "by hand",
      A5: "by hand",
      A6: "by hand"
    })
    assert.deepStrictEqual(report.assumptions, {
      A1: "supported",
      "A1'": "supported",
      A2: "supported",
      A3: "supported",
      A4: "supported",
      A5: "open",
      A6: "open",
      A7: "open",
      A8: "supported",
      A9: "supported"
    })
    assert.strictEqual(ledger.reduce((sum, { amount }) => sum + amount, 0), 1000)
    for (const text of [JSON.stringify(report), lines(report), markdown(report)]) {
      assert.include(text, impUid)
      assert.notInclude(text, secret)
      assert.notMatch(text, /[0-9a-f]{40}/, "no access token")
    }
    assert.include(finding(report, "P2").seen[0], "1 carried out")
    assert.include(finding(report, "P3").seen.join(), "HTTP 200, code 1")
    assert.include(finding(report, "P14").seen.join(), "HTTP 401")
    assert.include(markdown(report), "| A1 | the checksum is compared")
  })
})

describe("a provider that breaks one promise", () => {
  const broken: ReadonlyArray<readonly [Bend, ReadonlyArray<string>, ReadonlyArray<Assumption>]> = [
    ["ignores the checksum", ["P2", "P3"], ["A1", "A1'"]],
    ["compares first and acts later", ["P2"], ["A1", "A1'"]],
    ["drops the reason", ["P1"], ["A4"]],
    ["cuts the reason", ["P1"], ["A4"]],
    ["shows old looks", ["P5"], ["A2"]],
    ["tears looks", ["P11"], ["A3"]],
    ["does both", ["P13"], ["A8"]],
    ["takes any token", ["P14"], ["A9"]],
    ["turns the history round", ["P10"], ["A2"]],
    ["gives two cancels one id", ["P10"], ["A2"]],
    ["refuses amount 0", ["P8-zero"], []]
  ]
  for (const [bend, probes, assumptions] of broken) {
    it(`is found out where it ${bend}`, async () => {
      const report = await told(probes.includes("P10") ? ["P1", ...probes] : probes, bend)
      assert.isTrue(isBroken(report))
      for (const probe of probes) assert.strictEqual(finding(report, probe).end, "broken", probe)
      for (const assumption of assumptions) assert.strictEqual(report.assumptions[assumption], "broken", assumption)
    })
  }

  it("is not blamed for words around the tag, which is still found", async () => {
    assert.strictEqual(finding(await told(["P1"], "wraps the reason"), "P1").end, "holds")
  })

  it("is not blamed for what it could not be asked, because too little is left or the PG refuses parts", async () => {
    const poor = await told([], undefined, { amount: 15 })
    assert.strictEqual(finding(poor, "P2").end, "undecided")
    assert.strictEqual(poor.assumptions.A1, "open")
    const whole = await told(["P2", "P1", "P5"], undefined, { kind: "prepaid-card" })
    assert.deepStrictEqual(["P2", "P1", "P5"].map((probe) => finding(whole, probe).end), [
      "undecided",
      "undecided",
      "undecided"
    ])
  })
})

describe("a caller who hangs up", () => {
  for (const bend of ["answers after the caller has gone", "acts after the caller has gone"] as const) {
    it(`is told that the cancel was carried out by a provider who ${bend}`, async () => {
      const report = await told(["P9"], bend, {}, { settle: "5 seconds" })

      assert.match(finding(report, "P9").seen.join(), /carried out all the same, seen \d+ ms after/)
    })
  }
})

describe("the probe refuses", () => {
  const refused = async (asked: Parameters<typeof probing>[0]) => {
    const { ledger, result } = await probing(asked)
    assert.deepStrictEqual(ledger, [], "nothing was cancelled")
    assert.strictEqual(result._tag, "Failure")
    return result._tag === "Failure" ? result.failure.message : ""
  }

  it("without the flag that names what it does", async () => {
    assert.include(await refused({ yesCancelThesePayments: false }), "--yes-cancel-these-payments")
  })

  it("payments of live channels, by PortOne's word and not by the caller's", async () => {
    assert.include(await refused({ payment: { sandbox: false } }), "not mark it as a payment of a test channel")
  })

  it("payments that are marked and yet found as live ones are", async () => {
    assert.include(await refused({ bend: "hides nothing" }), "found without include_sandbox")
  })

  it("more than 1,000 won, and other currencies", async () => {
    assert.include(await refused({ payment: { amount: 1001 } }), "at most 1000 KRW")
    assert.include(await refused({ payment: { kind: "usd-card", amount: 10 } }), "at most 1000 KRW")
  })

  it("what is not paid, not known, or named twice", async () => {
    assert.include(await refused({ payment: { kind: "vbank-ready" } }), "its status is ready")
    assert.include(await refused({ impUids: ["imp_000000000000"] }), "imp_000000000000")
    assert.include(await refused({ impUids: ["imp_1", "imp_1"] }), "twice")
    assert.include(await refused({ impUids: [] }), "no payment")
  })

  it("an amount of nothing", async () => {
    for (const amount of [0, -1, 0.5, Number.NaN]) {
      assert.include(await refused({ options: { amount } }), "at least 1", String(amount))
    }
  })

  it("every host but PortOne's and this machine", async () => {
    for (
      const baseUrl of [
        "http://api.iamport.kr",
        "https://api.iamport.kr:444",
        "https://api.iamport.kr.example.com",
        "https://example.com",
        "https://user@api.iamport.kr",
        "http://10.0.0.1",
        "https://static-api.iamport.kr",
        "nonsense"
      ]
    ) {
      assert.include(await refused({ baseUrl }), "and to nobody else", baseUrl)
    }
  })
})
