/**
 * Real npm clients of the PortOne V1 API, unchanged, against a sandbox. From the root:
 *
 * ```sh
 * pnpm --dir packages/sandbox/test/clients install --frozen-lockfile
 * pnpm exec node packages/sandbox/test/clients/run.ts
 * ```
 *
 * Each client makes two partial refunds and one that is too large. `iamporter` also gets the
 * expectations of its public test suite, which ran against the real API, as facts in our own words.
 * Ends with the line `N passed, N failed` and exits with 1 after a failure.
 */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { start } from "../../src/index.ts"

if (!existsSync(new URL("node_modules", import.meta.url))) {
  console.log("The clients are not installed: pnpm --dir packages/sandbox/test/clients install --frozen-lockfile")
  process.exit(1)
}

// The clients are installed in this folder only, so their types are not known to the repository.
// oxlint-disable-next-line typescript/no-explicit-any
const load = (name: string): Promise<any> => import(name)

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

// With the machine's time, because `iamporter` compares the expiry of a token with its own clock.
await using sandbox = await start()
const { key, secret, url } = sandbox

const control = async (path: string, body?: object): Promise<Json> =>
  (await fetch(`${url}/_sandbox/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })).json()

let passed = 0
let failed = 0

/** Runs one check on an empty sandbox with one paid order of ₩10,000. */
const check = async (name: string, run: (payment: Json) => Promise<void>) => {
  await control("reset", {})
  const payment = await control("payments", { kind: "card", amount: 10_000, merchant_uid: "order-1" })
  try {
    await run(payment)
    passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}\n${String(error)}`)
  }
}

const amounts = async (): Promise<ReadonlyArray<number>> =>
  (await control("ledger")).map(({ amount }: { readonly amount: number }) => amount)

/** The refund scenario: `cancel` returns the refunded total, or throws when PortOne rejects. */
const refunds = async (
  client: string,
  cancel: (
    part: { imp_uid: string; merchant_uid: string; amount: number; checksum: number; reason: string }
  ) => Promise<number>
) => {
  await check(`${client}: refunds in parts, each with its checksum`, async ({ imp_uid, merchant_uid }) => {
    const part = { imp_uid, merchant_uid, reason: "단순 변심" }

    assert.equal(await cancel({ ...part, amount: 3000, checksum: 10_000 }), 3000)
    assert.equal(await cancel({ ...part, amount: 7000, checksum: 7000 }), 10_000)

    assert.deepEqual(await amounts(), [3000, 7000])
    assert.equal((await control("ledger"))[0].request.reason, "단순 변심")
  })

  await check(
    `${client}: a repeated request with the old checksum moves no money`,
    async ({ imp_uid, merchant_uid }) => {
      const part = { imp_uid, merchant_uid, reason: "다시", amount: 3000, checksum: 10_000 }
      await cancel(part)

      await assert.rejects(() => cancel(part))

      assert.deepEqual(await amounts(), [3000])
    }
  )

  await check(`${client}: more than the balance is rejected`, async ({ imp_uid, merchant_uid }) => {
    await assert.rejects(() => cancel({ imp_uid, merchant_uid, reason: "", amount: 10_001, checksum: 10_000 }))

    assert.deepEqual(await amounts(), [])
  })
}

// `iamport`: its host is a static field.
const { default: Iamport } = await load("iamport")
Iamport.DEFAULT_HOST = url
const iamport = new Iamport({ impKey: key, impSecret: secret })
await refunds("iamport", async (part) => (await iamport.payment.cancel(part)).cancel_amount)

await check("iamport: finds a payment by both uids and by its status", async ({ imp_uid }) => {
  assert.equal((await iamport.payment.getByImpUid({ imp_uid })).amount, 10_000)
  assert.equal((await iamport.payment.getByMerchant({ merchant_uid: "order-1" })).imp_uid, imp_uid)
  assert.equal((await iamport.payment.getByStatus({ payment_status: "paid" })).list[0].imp_uid, imp_uid)
})

// `iamport-rest-client-nodejs`: the official client of PortOne.
const official = await load("iamport-rest-client-nodejs")
// One client for each call: it keeps its token, and each check begins with an empty sandbox.
const client = () => new official.Iamport({ apiKey: key, apiSecret: secret, baseUrl: url })
await refunds("iamport-rest-client-nodejs", async (part) => {
  const { data } = await official.Request.Payments.cancel(part).request(client())
  if (data.code !== 0) throw new Error(data.message)
  return data.response.cancel_amount
})

await check("iamport-rest-client-nodejs: finds a payment by its uid", async ({ imp_uid }) => {
  const { data } = await official.Request.Payments.getByImpUid({ imp_uid }).request(client())

  assert.equal(data.response.merchant_uid, "order-1")
})

// `iamport-server-api`: functions over a connector.
const { IamportConnector, functional } = await load("iamport-server-api")
const connector = () => new IamportConnector(url, { imp_key: key, imp_secret: secret })
await refunds("iamport-server-api", async (part) => {
  const { code, message, response } = await functional.payments.cancel(await connector().get(), part)
  if (code !== 0) throw new Error(message)
  return response.cancel_amount
})

await check("iamport-server-api: finds a payment by its uid", async ({ imp_uid }) => {
  const { response } = await functional.payments.at(await connector().get(), imp_uid, {})

  assert.equal(response.status, "paid")
})

// `iamporter`: its public suite is the widest that ran against the real API.
const { Iamporter } = await load("iamporter")
const iamporter = (apiKey = key) => new Iamporter({ apiKey, secret, host: url })
await refunds("iamporter", async (part) => (await iamporter().cancel(part)).data.cancel_amount)

const BAD_TOKEN = "아임포트 API 인증에 실패하였습니다."
const NO_PAYMENT = "존재하지 않는 결제정보입니다."

/** A client that believes in a token which the server never issued. */
const withBadToken = () => Object.assign(iamporter(), { token: "invalid-token", expireAt: Number.MAX_SAFE_INTEGER })

const onetime = {
  merchant_uid: "order-2",
  amount: 5000,
  card_number: "1234-1234-1234-1234",
  expiry: "2020-02",
  birth: "920220"
}
const again = { customer_uid: "customer-1", merchant_uid: "order-2", amount: 5000 }

const calls: Readonly<Record<string, (one: Json) => Promise<unknown>>> = {
  findByImpUid: (one) => one.findByImpUid("unknown"),
  findByMerchantUid: (one) => one.findByMerchantUid("unknown"),
  findAllByMerchantUid: (one) => one.findAllByMerchantUid("unknown"),
  findAllByStatus: (one) => one.findAllByStatus(),
  createPreparedPayment: (one) => one.createPreparedPayment({ merchant_uid: "order-2", amount: 500 }),
  getPreparedPayment: (one) => one.getPreparedPayment("order-2"),
  payOnetime: (one) => one.payOnetime(onetime),
  paySubscription: (one) => one.paySubscription(again),
  payForeign: (one) => one.payForeign(onetime),
  getSubscription: (one) => one.getSubscription("customer-1"),
  deleteSubscription: (one) => one.deleteSubscription("customer-1"),
  getCertification: (one) => one.getCertification("unknown"),
  deleteCertification: (one) => one.deleteCertification("unknown"),
  createVbank: (one) =>
    one.createVbank({
      merchant_uid: "order-2",
      amount: 500,
      vbank_code: "03",
      vbank_due: 1_800_000_000,
      vbank_holder: "김"
    }),
  cancelByImpUid: (one) => one.cancelByImpUid("unknown"),
  cancelByMerchantUid: (one) => one.cancelByMerchantUid("unknown"),
  cancel: (one) => one.cancel()
}
for (const [name, call] of Object.entries(calls)) {
  await check(
    `iamporter: ${name} fails with a bad token`,
    () => assert.rejects(call(withBadToken()), { message: BAD_TOKEN })
  )
}

await check("iamporter: a token has three fields", async () => {
  const { data } = await iamporter().getToken()

  assert.deepEqual(Object.keys(data).toSorted(), ["access_token", "expired_at", "now"])
})

await check("iamporter: a wrong key fails, and a missing one names the parameters", async () => {
  await assert.rejects(iamporter().getToken("wrong", "wrong"), { message: BAD_TOKEN })
  await assert.rejects(iamporter().getToken(null, null), { message: "imp_key, imp_secret 파라메터가 누락되었습니다." })
})

for (const find of ["findByImpUid", "findByMerchantUid", "findAllByMerchantUid"]) {
  await check(`iamporter: ${find} of an unknown payment has a message and no data`, async () => {
    const answer = await iamporter()[find]("unknown")

    assert.deepEqual([answer.status, answer.message, answer.data], [404, NO_PAYMENT, null])
  })
}

await check(
  "iamporter: findAllByStatus rejects an unknown status",
  () => assert.rejects(iamporter().findAllByStatus("unknown"), { message: "지원되지 않는 상태값입니다." })
)

await check("iamporter: a cancel of an unknown payment is rejected", async () => {
  await assert.rejects(iamporter().cancelByImpUid("unknown"), /취소할 결제건이 존재하지 않습니다\./)
  await assert.rejects(iamporter().cancelByMerchantUid("unknown"), /취소할 결제건이 존재하지 않습니다\./)
})

await check(
  "iamporter: a cancel without any uid is rejected",
  () => assert.rejects(iamporter().cancel(), /지정해주셔야합니다\./)
)

await check("iamporter: a cancel by the order number refunds all of it", async () => {
  const { data } = await iamporter().cancelByMerchantUid("order-1")

  assert.deepEqual([data.status, data.cancel_amount], ["cancelled", 10_000])
})

await check("iamporter: a prepared payment is stored once", async () => {
  const one = iamporter()

  assert.equal((await one.getPreparedPayment("order-2")).message, "사전등록된 결제정보가 존재하지 않습니다.")
  const { data } = await one.createPreparedPayment({ merchant_uid: "order-2", amount: 500 })
  assert.deepEqual([data.merchant_uid, data.amount], ["order-2", 500])
  assert.equal((await one.getPreparedPayment("order-2")).data.amount, 500)
  await assert.rejects(one.createPreparedPayment({ merchant_uid: "order-2", amount: 500 }), /사전등록에 실패/)
})

await check(
  "iamporter: an unregistered customer cannot pay again",
  () => assert.rejects(iamporter().paySubscription(again), /등록되지 않은 구매자입니다\./)
)

await check("iamporter: a card number of no issuer is rejected", async () => {
  await assert.rejects(iamporter().payOnetime(onetime), /유효하지않은 카드번호/)
})

await check("iamporter: an unknown customer is not found", async () => {
  await assert.rejects(iamporter().getSubscription("customer-1"), /customer-1.*등록된 정보를 찾을 수 없습니다/)
})

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
