/**
 * The probe with the sandbox, which fulfils every assumption, and with providers that break one
 * each.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted } from "effect"
import type { Assumption } from "../src/assumptions.ts"
import type { Finding } from "../src/Finding.ts"
import { isBroken, lines, markdown, type Report } from "../src/report.ts"
import { type Run, run } from "../src/run.ts"
import type { Options } from "../src/TestPayment.ts"
import { type Bend, bent } from "./bent.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const short: Partial<Options> = {
  amount: 10,
  reads: 5,
  atOnce: 4,
  settle: 60,
  pause: 5,
  // No cancel takes this long: only a test about it lets the caller hang up.
  hangUp: "1 minute"
}

const probing = async (
  { bend, payment = {}, ...options }: Partial<Run> & { readonly bend?: Bend; readonly payment?: object }
) => {
  await using sandbox = await start()
  const control = async (path: string, body?: object): Promise<any> =>
    (await fetch(
      `${sandbox.url}/_sandbox/${path}`,
      body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
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
    Layer.provideMerge(NodeTransport.layer({ baseUrl, timeout: "1 minute" })),
    Layer.provideMerge(Logger.layer([]))
  )
  const result = await Effect.runPromise(
    run({ baseUrl, impUids: [imp_uid], yesCancelThesePayments: true, options: short, ...options }).pipe(
      Effect.result,
      Effect.provide(live)
    )
  )
  const ledger = await control("ledger") as ReadonlyArray<{ readonly amount: number }>
  return { ledger, result, impUid: String(imp_uid), secret: sandbox.secret }
}

const reportOf = async (
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

describe("a provider that fulfils every assumption", () => {
  it("is confirmed in every question that a program can ask", async () => {
    const { impUid, ledger, result, secret } = await probing({})
    assert.strictEqual(result._tag, "Success")
    if (result._tag === "Failure") return
    const report = result.success
    assert.isFalse(isBroken(report))
    const conclusions = Object.fromEntries(
      (report.payments[0]?.findings ?? []).map(({ conclusion, probe }) => [probe, conclusion])
    )

    assert.deepStrictEqual(conclusions, {
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
      P4: "manual",
      P6: "manual",
      P7: "manual",
      A5: "manual",
      A6: "manual"
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
    assert.include(finding(report, "P2").observed[0], "1 carried out")
    assert.include(finding(report, "P3").observed.join(), "HTTP 200, code 1")
    assert.include(finding(report, "P14").observed.join(), "HTTP 401")
    assert.include(markdown(report), "| A1 | the checksum is compared")
  }, LIMIT)
})

describe("a provider that breaks one assumption", () => {
  const broken: ReadonlyArray<readonly [Bend, ReadonlyArray<string>, ReadonlyArray<Assumption>]> = [
    ["ignores the checksum", ["P2", "P3"], ["A1", "A1'"]],
    ["compares first and acts later", ["P2"], ["A1", "A1'"]],
    ["drops the reason", ["P1"], ["A4"]],
    ["cuts the reason", ["P1"], ["A4"]],
    ["returns old look-ups", ["P5"], ["A2"]],
    ["returns inconsistent look-ups", ["P11"], ["A3"]],
    ["carries out two", ["P13"], ["A8"]],
    ["accepts any token", ["P14"], ["A9"]],
    ["reverses the history", ["P10"], ["A2"]],
    ["gives two cancels one id", ["P10"], ["A2"]],
    ["rejects amount 0", ["P8-zero"], []]
  ]
  for (const [bend, probes, assumptions] of broken) {
    it(`is detected when it ${bend}`, async () => {
      const report = await reportOf(probes.includes("P10") ? ["P1", ...probes] : probes, bend)
      assert.isTrue(isBroken(report))
      for (const probe of probes) assert.strictEqual(finding(report, probe).conclusion, "broken", probe)
      for (const assumption of assumptions) assert.strictEqual(report.assumptions[assumption], "broken", assumption)
    })
  }

  it("is not reported for text around the tag, which is still found", async () => {
    assert.strictEqual(finding(await reportOf(["P1"], "wraps the reason"), "P1").conclusion, "holds")
  })

  it("is not reported for a question that cannot be asked, because too little is left or the PG rejects parts", async () => {
    const poor = await reportOf([], undefined, { amount: 15 })
    assert.strictEqual(finding(poor, "P2").conclusion, "undecided")
    assert.strictEqual(poor.assumptions.A1, "open")
    const whole = await reportOf(["P2", "P1", "P5"], undefined, { kind: "prepaid-card" })
    assert.deepStrictEqual(["P2", "P1", "P5"].map((probe) => finding(whole, probe).conclusion), [
      "undecided",
      "undecided",
      "undecided"
    ])
  })
})

describe("a caller who hangs up", () => {
  for (const bend of ["responds after the caller has gone", "acts after the caller has gone"] as const) {
    it(`learns that the cancel was carried out, from a provider that ${bend}`, async () => {
      const report = await reportOf(["P9"], bend, {}, {
        // The provider waits for it, so it may take as long as a busy machine needs to send a
        // request.
        hangUp: "1 second",
        settle: "1 minute"
      })

      assert.match(finding(report, "P9").observed.join(), /carried out, visible \d+ ms after/)
    }, LIMIT)
  }
})

describe("the probe rejects", () => {
  const rejected = async (options: Parameters<typeof probing>[0]) => {
    const { ledger, result } = await probing(options)
    assert.deepStrictEqual(ledger, [], "nothing was cancelled")
    assert.strictEqual(result._tag, "Failure")
    if (result._tag !== "Failure") return ""
    // The same in Korean: a sentence, no English one of ours within.
    assert.match(
      result.failure.messageKo,
      /^probe를 시작하지 않았습니다: .*[가-힣].*\. 아무것도 취소하지 않았습니다\.$/
    )
    assert.notMatch(result.failure.messageKo, /\b(?:is|the|at most|Nothing)\b/)
    return result.failure.message
  }

  it("a run without the flag that confirms the cancels", async () => {
    assert.include(await rejected({ yesCancelThesePayments: false }), "--yes-cancel-these-payments")
  })

  it("payments of live channels, whatever the caller claims", async () => {
    assert.include(await rejected({ payment: { sandbox: false } }), "not mark it as a payment of a test channel")
  })

  it("payments that are marked as test payments and found like live ones", async () => {
    assert.include(await rejected({ bend: "hides nothing" }), "found without include_sandbox")
  })

  it("more than 1,000 won, and other currencies", async () => {
    assert.include(await rejected({ payment: { amount: 1001 } }), "at most 1000 KRW")
    assert.include(await rejected({ payment: { kind: "usd-card", amount: 10 } }), "at most 1000 KRW")
  })

  it("payments that are not paid, not known, or listed twice", async () => {
    assert.include(await rejected({ payment: { kind: "vbank-ready" } }), "its status is ready")
    assert.include(await rejected({ impUids: ["imp_000000000000"] }), "imp_000000000000")
    assert.include(await rejected({ impUids: ["imp_1", "imp_1"] }), "twice")
    assert.include(await rejected({ impUids: [] }), "--imp-uid is missing")
  })

  it("an amount that is not a positive integer", async () => {
    for (const amount of [0, -1, 0.5, Number.NaN]) {
      assert.include(await rejected({ options: { amount } }), "at least 1", String(amount))
    }
  })

  it("every host except PortOne's and this machine", async () => {
    for (
      const baseUrl of [
        "http://api.iamport.kr",
        "https://api.iamport.kr:444",
        "https://api.iamport.kr.example.com",
        "https://example.com",
        "https://user@api.iamport.kr",
        "http://10.0.0.1",
        "https://static-api.iamport.kr",
        "http://127.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1@example.com",
        "nonsense"
      ]
    ) {
      assert.include(await rejected({ baseUrl }), "it connects only to", baseUrl)
    }
  })
})
