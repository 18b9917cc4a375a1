import { assert, describe, it } from "vitest"
import { openReceiver } from "./receiver.ts"
import { form, openShop } from "./shop.ts"

const card = { card_number: "4518-4212-3412-3456", expiry: "2030-12", birth: "900101", pwd_2digit: "00" }

describe("from checkout to refund without a browser", () => {
  const receiver = openReceiver()
  const shop = openShop()
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    shop.request(method, path, body, { authorization: shop.token, ...headers })

  describe("/payments/prepare", () => {
    it("registers an amount once, shows it and changes it", async () => {
      const made = await send("POST", "/payments/prepare", { merchant_uid: "o/1", amount: 1000 })
      const again = await send("POST", "/payments/prepare", "merchant_uid=o%2F1&amount=2000", form)
      const changed = await send("PUT", "/payments/prepare", "merchant_uid=o%2F1&amount=2000", form)

      assert.deepStrictEqual(made.json, {
        code: 0,
        message: null,
        response: { merchant_uid: "o/1", amount: 1000 }
      })
      assert.strictEqual(again.status, 200)
      assert.deepStrictEqual(again.json, {
        code: 1,
        message: "결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).",
        response: null
      })
      assert.deepStrictEqual(changed.json.response, { merchant_uid: "o/1", amount: 2000 })
      assert.deepStrictEqual((await shop.get("/payments/prepare/o%2F1")).json.response, changed.json.response)
    })

    it("answers 404 for an unknown order, and code 1 for what is not an amount", async () => {
      const NOT_FOUND = { code: -1, message: "사전등록된 결제정보가 존재하지 않습니다.", response: null }
      const shown = await shop.get("/payments/prepare/nothing")
      const changed = await send("PUT", "/payments/prepare", { merchant_uid: "nothing", amount: 1 })

      assert.deepStrictEqual([shown.status, changed.status], [404, 404])
      assert.deepStrictEqual([shown.json, changed.json], [NOT_FOUND, NOT_FOUND])
      for (const body of [{}, { merchant_uid: "x" }, { merchant_uid: "x", amount: "lots" }, { amount: 1 }]) {
        assert.strictEqual((await send("POST", "/payments/prepare", body)).json.code, 1)
      }
    })

    it("keeps a currency, and what a sub-merchant registered is its own", async () => {
      const usd = await send("POST", "/payments/prepare", { merchant_uid: "u", amount: 10.5, currency: "USD" })

      assert.deepStrictEqual(usd.json.response, { merchant_uid: "u", amount: 10.5, currency: "USD" })
      assert.strictEqual((await shop.get("/payments/prepare/u", { tier: "AB1" })).status, 404)
    })
  })

  describe("/subscribe/payments/onetime and again", () => {
    it("pay by card, store the card, pay again and refund", async () => {
      const once = await send("POST", "/subscribe/payments/onetime", {
        ...card,
        merchant_uid: "m1",
        amount: 10_000,
        customer_uid: "c1",
        buyer_name: "홍길동",
        name: "정기구독"
      })
      const again = await send("POST", "/subscribe/payments/again", "customer_uid=c1&merchant_uid=m2&amount=5000", form)
      const refund = await shop.cancel({ imp_uid: again.json.response.imp_uid, amount: 2000, checksum: 5000 })

      assert.deepInclude(once.json.response, {
        amount: 10_000,
        buyer_name: "홍길동",
        card_number: "451842*********6",
        channel: "api",
        customer_uid: "c1",
        customer_uid_usage: "issue",
        merchant_uid: "m1",
        pay_method: "card",
        status: "paid"
      })
      assert.deepInclude(again.json.response, { customer_uid: "c1", customer_uid_usage: "payment", status: "paid" })
      assert.deepInclude(refund.json.response, { cancel_amount: 2000, merchant_uid: "m2" })
      assert.deepStrictEqual(
        (await shop.get("/payments/find/m1")).json.response,
        once.json.response,
        "the look-up shows the same payment"
      )
    })

    it("reject an unknown customer, a second payment of one order, and incomplete requests", async () => {
      const unknown = await send("POST", "/subscribe/payments/again", {
        customer_uid: "c9",
        merchant_uid: "m",
        amount: 1
      })
      await send("POST", "/subscribe/payments/onetime", { ...card, merchant_uid: "m", amount: 1 })
      const second = await send("POST", "/subscribe/payments/onetime", { ...card, merchant_uid: "m", amount: 1 })

      assert.strictEqual(unknown.status, 200)
      assert.deepStrictEqual(unknown.json, { code: 1, message: "등록되지 않은 구매자입니다.", response: null })
      assert.strictEqual(second.json.code, 1)
      for (const body of [{}, card, { ...card, merchant_uid: "n", amount: 0 }, { merchant_uid: "n", amount: 1 }]) {
        assert.strictEqual((await send("POST", "/subscribe/payments/onetime", body)).json.code, 1)
      }
      assert.strictEqual((await shop.get("/payments/find/n")).status, 404)
    })

    it("store no card of a rejected payment, and never a whole card number", async () => {
      await send("POST", "/subscribe/payments/onetime", { ...card, merchant_uid: "x", amount: -1, customer_uid: "c2" })
      await send("POST", "/subscribe/customers/c3", card)

      assert.strictEqual((await shop.get("/subscribe/customers/c2")).json.code, 1)
      const { json } = await shop.get("/subscribe/customers/c3")
      assert.strictEqual(json.response.card_number, "451842*********6")
      // More of the number than a time can hold by chance.
      assert.notInclude(JSON.stringify(json).replaceAll("-", ""), card.card_number.replaceAll("-", "").slice(4, 13))
    })
  })

  describe("what a request says about its payment", () => {
    const pay = (more: object) =>
      send("POST", "/subscribe/payments/onetime", { ...card, pg: "nice", amount: 11_000, ...more })

    it("keeps an object in custom_data as JSON, and any text as it is", async () => {
      const kept = async (merchant_uid: string, custom_data: unknown) =>
        (await pay({ merchant_uid, custom_data })).json.response.custom_data

      assert.strictEqual(await kept("d1", { 좌석: ["나", 12], vip: null }), "{\"좌석\":[\"나\",12],\"vip\":null}")
      assert.strictEqual(await kept("d2", [1, "2"]), "[1,\"2\"]")
      assert.strictEqual(await kept("d3", false), "false")
      assert.strictEqual(await kept("d4", "그냥 글 ".repeat(900)), "그냥 글 ".repeat(900))
      assert.isNull(await kept("d5", null))
      const inForm = await send(
        "POST",
        "/vbanks",
        "merchant_uid=d6&amount=1&vbank_code=004&vbank_due=1900000000&custom_data[cart]=9",
        form
      )
      assert.strictEqual(inForm.json.response.custom_data, "{\"cart\":\"9\"}")
    })

    it("checks later cancels with its tax parts, as those of a seeded payment", async () => {
      const taxed = (await pay({ merchant_uid: "t1", tax_free: 3300, vat_amount: "700" })).json.response
      const zero = (await pay({ merchant_uid: "t2", vat: 0 })).json.response
      const plain = (await pay({ merchant_uid: "t3", tax_free: 0, vat_amount: null })).json.response
      const cancel = async (imp_uid: string, more: object) =>
        (await shop.cancel({ imp_uid, amount: 100, ...more })).json.code

      assert.strictEqual(await cancel(taxed.imp_uid, { vat_amount: 5 }), -1, "without tax_free")
      assert.strictEqual(await cancel(taxed.imp_uid, { tax_free: 5 }), -1, "without vat_amount")
      assert.strictEqual(await cancel(taxed.imp_uid, { tax_free: 50, vat_amount: 5 }), 0)
      assert.strictEqual(await cancel(zero.imp_uid, {}), -1, "VAT of 0 was given")
      assert.strictEqual(await cancel(plain.imp_uid, {}), 0)
      assert.notProperty(taxed, "_tax_free")
    })

    it("is rejected with parts that are no amount or more than the whole, and with unusable addresses", async () => {
      const bad = [
        { tax_free: -1 },
        { tax_free: "lots" },
        { vat_amount: 11_001 },
        { vat: {} },
        { notice_url: "nowhere" },
        { notice_url: ["http://127.0.0.1/", 7] },
        { notice_url: Array.from({ length: 11 }, () => "http://127.0.0.1/") }
      ]
      for (const more of bad) {
        assert.strictEqual((await pay({ merchant_uid: "n", ...more })).json.code, 1, JSON.stringify(more))
      }
      assert.strictEqual((await shop.get("/payments/find/n")).status, 404)
    })

    it("sends the webhooks of its cancels to its own addresses, and shows which one it may not", async () => {
      await pay({ merchant_uid: "w1", notice_url: [`${receiver.url}/own`, "https://shop.example/hook"] })
      await send(
        "POST",
        "/subscribe/payments/onetime",
        `card_number=${card.card_number}&expiry=2030-12&merchant_uid=w2&amount=100&notice_url[]=${receiver.url}/form`,
        form
      )
      for (const merchant_uid of ["w1", "w2"]) await shop.cancel({ merchant_uid, amount: 1, enable_webhook: true })
      const list = () => shop.control("GET", "webhooks")
      await shop.until(async () => (await list()).every(({ state }: { state: string }) => state !== "sending"))

      assert.sameMembers(receiver.received().map(({ path }) => path), ["/webhook/own", "/webhook/form"])
      const [, remote] = await list()
      assert.deepInclude(remote, { url: "https://shop.example/hook", state: "failed" })
      assert.match(remote.attempts[0].error, /^not sent: .*another machine/)
    })
  })

  describe("a rejected card", () => {
    const pay = (card_number: string, more: object = {}) =>
      send("POST", "/subscribe/payments/onetime", { ...card, card_number, merchant_uid: "r카", amount: 500, ...more })

    it("is one of the documented numbers, in any spelling, and leaves no payment and no billing key", async () => {
      for (
        const [number, message] of [
          [
            "1234-1234-1234-1234",
            /^카드정보 인증에 실패하였습니다\. \[F112\]유효하지않은 카드번호를 입력하셨습니다\. /
          ],
          ["1111 1111 1111 1111", /\[F112\]/],
          ["9446038012341234", /^카드정보 인증에 실패하였습니다\. \[F113\]거래거절 카드번호틀림$/],
          ["4092-0230-1234-1234", /^카드정보 인증에 실패하였습니다\.$/]
        ] as const
      ) {
        const paid = await pay(number, { customer_uid: "rejected" })
        const stored = await send("POST", "/subscribe/customers/rejected", { card_number: number, expiry: "2030-12" })

        assert.deepStrictEqual([paid.status, paid.json.code, paid.json.response], [200, -1, null])
        assert.match(paid.json.message, message)
        assert.strictEqual(stored.json.code, -1)
        assert.match(stored.json.message, /^카드정보 인증 및 빌키 발급에 실패하였습니다\. \[F112\]/)
      }
      assert.strictEqual((await shop.get(`/payments/find/${encodeURIComponent("r카")}`)).status, 404)
      assert.strictEqual((await shop.get("/subscribe/customers/rejected")).json.code, 1)
      assert.strictEqual((await pay("1234-1234-1234-1235")).json.code, 0)
    })

    it("comes after the order: a used merchant_uid is rejected first", async () => {
      await pay(card.card_number)

      assert.match(
        (await pay("1234-1234-1234-1234")).json.message,
        /^이미 주문이 이루어진 건입니다\. \(동일한 merchant_uid/
      )
    })
  })

  describe("/subscribe/customers", () => {
    it("that are unknown have the public words with their uid", async () => {
      for (const uid of ["손님/1", "{}", "$&", "000000"]) {
        for (const method of ["GET", "DELETE"]) {
          const { json, status } = await send(method, `/subscribe/customers/${encodeURIComponent(uid)}`)

          assert.strictEqual(status, 200)
          assert.deepStrictEqual(json, {
            code: 1,
            message: `요청하신 customer_uid(${uid})로 등록된 정보를 찾을 수 없습니다.`,
            response: null
          })
        }
      }
    })

    it("are stored, listed, shown with their payments and removed", async () => {
      const made = await send("POST", "/subscribe/customers/a", {
        ...card,
        customer_name: "홍길동",
        pg: "nice.nictest00m"
      })
      await send("POST", "/subscribe/payments/again", { customer_uid: "a", merchant_uid: "p1", amount: 100 })

      assert.deepInclude(made.json.response, {
        card_number: "451842*********6",
        customer_name: "홍길동",
        customer_uid: "a",
        pg_id: "nictest00m",
        pg_provider: "nice"
      })
      assert.deepStrictEqual((await shop.get("/subscribe/customers/a")).json.response, made.json.response)
      const both = await shop.get("/subscribe/customers?customer_uid[]=a&customer_uid[]=b")
      assert.strictEqual(both.status, 207)
      assert.lengthOf(both.json.response, 1)
      const payments = (await shop.get("/subscribe/customers/a/payments")).json.response
      assert.strictEqual(payments.total, 1)
      assert.deepInclude(payments.list[0], { merchant_uid: "p1", pg_provider: "nice" })
      assert.strictEqual((await send("DELETE", "/subscribe/customers/a")).json.code, 0)
      for (const path of ["a", "a/payments", "", "?customer_uid[]=a"]) {
        const { status } = await shop.get(`/subscribe/customers${path.startsWith("a") ? `/${path}` : path}`)
        assert.strictEqual(status, path === "" ? 400 : path === "a" ? 200 : 404)
      }
    })
  })

  describe("/vbanks", () => {
    const order = {
      merchant_uid: "v",
      amount: 10_000,
      vbank_code: "004",
      vbank_due: 1_900_000_000,
      vbank_holder: "가게"
    }

    it("issues an account that waits for its deposit and can be revoked", async () => {
      const { json } = await send("POST", "/vbanks", order)

      assert.deepInclude(json.response, {
        amount: 10_000,
        apply_num: "",
        paid_at: 0,
        pay_method: "vbank",
        status: "ready",
        vbank_code: "004",
        vbank_date: 1_900_000_000,
        vbank_holder: "가게",
        vbank_name: "KB국민은행"
      })
      assert.match(json.response.vbank_num, /^\d{14}$/)
      assert.strictEqual((await shop.cancel({ imp_uid: json.response.imp_uid })).json.code, 1, "nothing was paid in")
      const revoked = await send("DELETE", `/vbanks/${json.response.imp_uid}`)
      assert.strictEqual(revoked.json.response.status, "cancelled")
    })

    it("is paid into with the control API and then refunded to an account", async () => {
      const { imp_uid } = (await send("POST", "/vbanks", order)).json.response

      const paid = await shop.control("POST", "deposit", { imp_uid })
      const refund = await shop.cancel({
        imp_uid,
        amount: 4000,
        refund_holder: "홍길동",
        refund_bank: "004",
        refund_account: "1234567890"
      })

      assert.strictEqual(paid.status, "paid")
      assert.isAbove(paid.paid_at, 0)
      assert.deepInclude(refund.json.response, { cancel_amount: 4000, status: "cancelled" })
      assert.strictEqual((await shop.request("POST", "/_sandbox/deposit", { imp_uid })).status, 409)
    })

    it("changes amount and time limit at Hecto, while it waits for its deposit", async () => {
      const { imp_uid } = (await send("POST", "/vbanks", { ...order, vbank_num: "123" })).json.response
      const elsewhere = (await send("POST", "/vbanks", order)).json.response
      const paid = await shop.order({ kind: "vbank" })

      const changed = await send("PUT", `/vbanks/${imp_uid}`, "amount=500&vbank_due=1900000001", form)

      assert.deepInclude(changed.json.response, { amount: 500, vbank_date: 1_900_000_001, pg_provider: "settle" })
      assert.strictEqual((await send("PUT", `/vbanks/${imp_uid}`, {})).status, 400)
      assert.strictEqual((await send("PUT", `/vbanks/${elsewhere.imp_uid}`, { amount: 1 })).status, 400)
      assert.strictEqual((await send("PUT", `/vbanks/${paid.imp_uid}`, { amount: 1 })).status, 400)
      assert.strictEqual((await send("PUT", "/vbanks/none", { amount: 1 })).status, 404)
      await shop.control("POST", "rules", { "vbank-change-gateway": "off" })
      assert.strictEqual((await send("PUT", `/vbanks/${elsewhere.imp_uid}`, { amount: 1 })).json.response.amount, 1)
    })

    it("needs order, amount, bank and time limit", async () => {
      for (const name of ["merchant_uid", "amount", "vbank_code", "vbank_due"]) {
        assert.strictEqual((await send("POST", "/vbanks", { ...order, [name]: undefined })).json.code, 1)
      }
    })
  })

  describe("GET /payments/{imp_uid}/balance", () => {
    it("shows the tax parts of a PAYCO payment after each cancel", async () => {
      const { imp_uid } = await shop.order({ kind: "payco-tax-free", amount: 16_000 })
      await shop.cancel({ imp_uid, amount: 5500, tax_free: 0 })

      const { json } = await shop.get(`/payments/${imp_uid}/balance`)

      assert.strictEqual(json.response.amount, 16_000)
      assert.deepStrictEqual(json.response.primary, { tax_free: 5000, supply: 5000, vat: 500, service: 0 })
      assert.deepStrictEqual(json.response.histories[0].primary, {
        tax_free: 5000,
        supply: 10_000,
        vat: 1000,
        service: 0
      })
      assert.lengthOf(json.response.histories, 2)
    })

    it("answers 404 for other PGs with the public words, and for unknown payments", async () => {
      const { imp_uid } = await shop.order()
      const other = await shop.get(`/payments/${imp_uid}/balance`)

      assert.strictEqual(other.status, 404)
      assert.match(other.json.message, /^\(현재는 PAYCO, KCP만 지원됩니다\) /)
      assert.strictEqual((await shop.get("/payments/none/balance")).json.message, "존재하지 않는 결제정보입니다.")
    })
  })
})
