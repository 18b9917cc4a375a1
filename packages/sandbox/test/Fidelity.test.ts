import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8")

describe("what was observed of the real API", () => {
  const shop = openShop()

  /** The first cells of the README's table, each with the test of the same name. */
  const TESTS: Readonly<Record<string, () => Promise<void>>> = {
    "a cancel without `reason` shows \"취소요청api\"": async () => {
      for (const body of [{}, { reason: null }, { reason: "" }]) {
        const { imp_uid } = await shop.order()
        const { response } = (await shop.cancel({ imp_uid, ...body })).json

        assert.strictEqual(response.cancel_reason, "취소요청api")
        assert.strictEqual(response.cancel_history[0].reason, "취소요청api")
      }
    },
    "`reason` comes back unchanged": async () => {
      const { imp_uid } = await shop.order()
      const reason = "고객 / 요청 \"환불\" 😀"
      const { response } = (await shop.cancel({ imp_uid, reason, amount: 1 })).json

      assert.strictEqual(response.cancel_reason, reason)
      assert.strictEqual(response.cancel_history[0].reason, reason)
    },
    "a `reason` of more than 256 characters is kept whole": async () => {
      const { imp_uid } = await shop.order()
      const reason = "😀".repeat(257)

      assert.strictEqual((await shop.cancel({ imp_uid, reason, amount: 1 })).json.response.cancel_reason, reason)
      await shop.control("POST", "rules", { "reason-length": "on" })
      assert.strictEqual((await shop.cancel({ imp_uid, reason, amount: 1 })).json.code, 1)
      assert.strictEqual((await shop.cancel({ imp_uid, reason: "😀".repeat(256), amount: 1 })).json.code, 0)
      assert.lengthOf(await shop.ledger(), 2)
    },
    "a partly cancelled payment is `cancelled`": async () => {
      const { imp_uid } = await shop.order({ amount: 100 })

      assert.strictEqual((await shop.cancel({ imp_uid, amount: 50 })).json.response.status, "cancelled")
      assert.strictEqual((await shop.cancel({ imp_uid, amount: 20 })).json.response.status, "cancelled")
    },
    "an entry of a full cancel has the payment's `pg_tid`": async () => {
      const whole = await shop.order({ pg_tid: "T1" })
      const part = await shop.order({ pg_tid: "T2" })
      const tid = async (body: object) => (await shop.cancel(body)).json.response.cancel_history.at(-1).pg_tid

      assert.strictEqual(await tid({ imp_uid: whole.imp_uid }), "T1")
      assert.notStrictEqual(await tid({ imp_uid: part.imp_uid, amount: 1 }), "T2")
      assert.notStrictEqual(await tid({ imp_uid: part.imp_uid }), "T2")
    },
    "keys of an entry, a payment and a token come in the order of public output": async () => {
      const { imp_uid } = await shop.order()
      const text = await (await fetch(`${shop.sandbox.url}/payments/cancel`, {
        method: "POST",
        headers: { authorization: shop.token, "content-type": "application/json" },
        body: JSON.stringify({ imp_uid })
      })).text()

      const order = ["pg_tid", "amount", "cancelled_at", "reason", "receipt_url", "cancellation_id"]
      assert.match(text, new RegExp(`"cancel_history":\\[\\{${order.map((name) => `"${name}":[^,]+`).join(",")}\\}\\]`))
      assert.deepStrictEqual(Object.keys(await shop.signIn()), ["access_token", "now", "expired_at"])
    },
    "fields that a PG does not give are absent": async () => {
      const companies = ["card_issuer_code", "card_issuer_name", "card_publisher_code", "card_publisher_name"]
      const keys = async (payment: object) => {
        const { imp_uid } = await shop.order(payment)
        return Object.keys((await shop.get(`/payments/${imp_uid}`)).json.response)
      }

      assert.deepStrictEqual(await keys({ kind: "card" }), INICIS_CARD.split(" "))
      assert.includeMembers(await keys({ pg_provider: "nice_v2" }), companies)
      assert.include(await keys({ kind: "promotion-card" }), "promotion")
      assert.include(await keys({ card_issuer_code: "366" }), "card_issuer_code")
      await shop.control("POST", "rules", { "full-form": "on" })
      assert.includeMembers(await keys({ kind: "card" }), [...companies, "deposit_history", "promotion"])
    },
    "Kakao Pay money has `pay_method` \"point\" and an empty `apply_num`": async () => {
      const payment = await shop.order({ kind: "kakaopay" })

      assert.deepInclude(payment, {
        apply_num: "",
        card_name: null,
        card_quota: 0,
        card_type: null,
        pay_method: "point"
      })
      assert.isString(payment.receipt_url)
    },
    "bodies are ASCII, with `\\uXXXX` and `\\/`": async () => {
      const { imp_uid } = await shop.order({ name: "당근 10kg/😀", receipt_url: "https://a/b" })
      const response = await fetch(`${shop.sandbox.url}/payments/${imp_uid}`, {
        headers: { authorization: shop.token }
      })
      const text = await response.text()

      assert.match(text, /^[\x20-\x7e]+$/)
      assert.include(text, "\"name\":\"\\ub2f9\\uadfc 10kg\\/\\ud83d\\ude00\"")
      assert.include(text, "\"receipt_url\":\"https:\\/\\/a\\/b\"")
      assert.strictEqual(JSON.parse(text).response.name, "당근 10kg/😀")
    },
    "`/banks` and `/cards` have Korean names": async () => {
      const names = [...(await shop.get("/banks")).json.response, ...(await shop.get("/cards")).json.response]

      for (const { code, name } of names) assert.match(name, /[가-힣]/, code)
      assert.strictEqual((await shop.get("/banks/088")).json.response.name, "신한은행")
      assert.strictEqual((await shop.get("/cards/366")).json.response.name, "신한카드")
    },
    "the case of `imp_key` does not matter": async () => {
      const ask = (imp_key: string, imp_secret: string) =>
        shop.request("POST", "/users/getToken", { imp_key, imp_secret })
      const { key, secret } = shop.sandbox

      assert.strictEqual((await ask(key.toUpperCase(), secret)).status, 200)
      assert.strictEqual((await ask(key, secret.toUpperCase())).status, 401)
    },
    "`/payments/status/*` has windows by the time of the status, and 400 beyond the last page": async () => {
      const { now } = await shop.control("GET", "clock")
      const day = 86_400
      await shop.order({ merchant_uid: "old", started_at: now - 80 * day, paid_at: now - 2 * day })
      await shop.order({
        kind: "failed-card",
        merchant_uid: "bad",
        started_at: now - 80 * day,
        failed_at: now - 3 * day
      })
      await shop.order({ kind: "vbank-ready", merchant_uid: "new", started_at: now - 4 * day })
      const { imp_uid } = await shop.order({
        merchant_uid: "back",
        started_at: now - 80 * day,
        paid_at: now - 79 * day
      })
      await shop.cancel({ imp_uid })
      const found = async (status: string, query: string) =>
        (await shop.get(`/payments/status/${status}?${query}`)).json.response?.list.map(
          (payment: { readonly merchant_uid: string }) => payment.merchant_uid
        )

      const last = `from=${now - 10 * day}&sorting=started`
      assert.deepStrictEqual(await found("paid", last), ["old"])
      assert.deepStrictEqual(await found("failed", last), ["bad"])
      assert.deepStrictEqual(await found("ready", last), ["new"])
      assert.deepStrictEqual(await found("cancelled", last), ["back"])
      assert.sameMembers(await found("all", last), ["old", "bad", "back", "new"])
      assert.deepStrictEqual(await found("cancelled", `from=${now - 85 * day}&to=${now - 5 * day}`), [])
      assert.strictEqual((await shop.get("/payments/status/all?limit=2&page=2")).status, 200)
      assert.strictEqual((await shop.get("/payments/status/all?limit=2&page=3")).status, 400)
      assert.strictEqual((await shop.get("/payments/status/paid?page=2")).status, 400)
    },
    "`GET /payments` lists the newest first": async () => {
      const { now } = await shop.control("GET", "clock")
      const older = await shop.order({ started_at: now - 50 })
      const newest = await shop.order({ started_at: now })
      const oldest = await shop.order({ started_at: now - 100 })
      const query = [older, newest, oldest].map(({ imp_uid }) => `imp_uid[]=${imp_uid}`).join("&")
      const uids = async () =>
        (await shop.get(`/payments?${query}`)).json.response.map(
          ({ imp_uid }: { readonly imp_uid: string }) => imp_uid
        )

      assert.deepStrictEqual(await uids(), [newest.imp_uid, older.imp_uid, oldest.imp_uid])
      await shop.control("POST", "rules", { "query-order": "on" })
      assert.deepStrictEqual(await uids(), [older.imp_uid, newest.imp_uid, oldest.imp_uid])
    },
    "an unknown customer has the words with its uid": async () => {
      const { json, status } = await shop.get("/subscribe/customers/%EC%86%90%EB%8B%98")

      assert.strictEqual(status, 200)
      assert.strictEqual(json.code, 1)
      assert.strictEqual(json.message, "요청하신 customer_uid(손님)로 등록된 정보를 찾을 수 없습니다.")
    },
    "a second payment of an order has the public words": async () => {
      const pay = () =>
        shop.request("POST", "/subscribe/payments/onetime", {
          card_number: "4518-4212-0000-0009",
          expiry: "2031-01",
          merchant_uid: "주문",
          amount: 10
        }, { authorization: shop.token })
      await pay()

      assert.strictEqual(
        (await pay()).json.message,
        "이미 주문이 이루어진 건입니다. (동일한 merchant_uid로 결제 또는 취소된 기록이 있습니다)"
      )
    },
    "a rejected card has the public words": async () => {
      const { json, status } = await shop.request("POST", "/subscribe/payments/onetime", {
        card_number: "1234123412341234",
        expiry: "2031-01",
        merchant_uid: "m",
        amount: 10
      }, { authorization: shop.token })

      assert.deepStrictEqual([status, json.code, json.response], [200, -1, null])
      assert.match(json.message, /^카드정보 인증에 실패하였습니다\..*유효하지않은 카드번호를 입력하셨습니다\./)
    },
    "a wrong token gets 401 on every route": async () => {
      const { json, status } = await shop.request("GET", "/receipts/imp_1", undefined, { authorization: "x" })

      assert.strictEqual(status, 401)
      assert.deepStrictEqual(json, { code: -1, message: "Unauthorized", response: null })
    }
  }

  for (const [name, test] of Object.entries(TESTS)) it(name, test)

  it("is in the README's table, one row a test", () => {
    const rows = (readme.split("### What was observed\n")[1]?.split("\n#")[0] ?? "").split("\n")
      .filter((line) => line.startsWith("|")).slice(2).map((line) => line.split("|")[1]?.trim())

    assert.deepStrictEqual(rows, Object.keys(TESTS))
  })
})

// The keys of a paid KG Inicis card in a public body of March 2024, and `sandbox`, which is in the
// API since January 2026.
const INICIS_CARD =
  "amount apply_num bank_code bank_name buyer_addr buyer_email buyer_name buyer_postcode buyer_tel cancel_amount " +
  "cancel_history cancel_reason cancel_receipt_urls cancelled_at card_code card_name card_number card_quota card_type " +
  "cash_receipt_issued channel currency custom_data customer_uid customer_uid_usage emb_pg_provider escrow fail_reason " +
  "failed_at imp_uid merchant_uid name paid_at pay_method pg_id pg_provider pg_tid receipt_url sandbox started_at " +
  "status user_agent vbank_code vbank_date vbank_holder vbank_issued_at vbank_name vbank_num"
