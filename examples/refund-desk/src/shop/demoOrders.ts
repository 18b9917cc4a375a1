/**
 * A dozen orders for the demo. Their payments live in the embedded sandbox; names and numbers are
 * invented.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer } from "effect"
import type { Keys } from "./Keys.ts"
import { insertOrders, type NewOrder } from "./rows.ts"

interface Demo {
  readonly store: string
  readonly title: string
  readonly kind: string
  readonly amount: number
  /** Cancelled in PortOne's console before this program came. */
  readonly cancelled?: number
  readonly fields?: Readonly<Record<string, unknown>>
}

const demos: ReadonlyArray<Demo> = [
  { store: "seongsu", title: "원두 1kg · Coffee beans", kind: "card", amount: 32_000 },
  { store: "seongsu", title: "머그컵 두 개 · Two mugs", kind: "inicis-vbank", amount: 46_000 },
  { store: "seongsu", title: "에스프레소 머신 · Espresso machine", kind: "card", amount: 480_000 },
  { store: "seongsu", title: "핸드드립 세트 · Pour-over set", kind: "smartro-v2-vbank", amount: 58_000 },
  { store: "seongsu", title: "쿠키 상자 · Box of cookies", kind: "naverpay", amount: 18_000 },
  { store: "seongsu", title: "원두 구독 · Subscription", kind: "kcp-vbank", amount: 90_000, cancelled: 30_000 },
  { store: "seongsu", title: "텀블러 · Tumbler", kind: "phone", amount: 27_000 },
  { store: "hongdae", title: "케이크 · Cake", kind: "kakaopay", amount: 41_000 },
  { store: "hongdae", title: "선물 세트 · Gift set", kind: "escrow-card", amount: 75_000 },
  { store: "hongdae", title: "콜드브루 · Cold brew", kind: "card", amount: 12_000, cancelled: 12_000 },
  { store: "hongdae", title: "단체 주문 · Catering", kind: "card", amount: 250_000 },
  { store: "hongdae", title: "찻잔 · Tea cups", kind: "daou-vbank", amount: 64_000 },
  { store: "hongdae", title: "Drip bags, overseas", kind: "usd-card", amount: 45.5 },
  { store: "hongdae", title: "그라인더 · Grinder", kind: "card", amount: 99_000, fields: { async: true } }
]

/** Pays them in the sandbox and writes them into the table. */
export const seed = Effect.fnUntraced(function*(keys: Keys) {
  const sandbox = yield* Sandbox
  const orders: Array<NewOrder> = []
  for (const [index, { amount, cancelled, fields, kind, store, title }] of demos.entries()) {
    const id = `order-${String(index + 1).padStart(2, "0")}`
    const paid = yield* sandbox.seed({ kind, amount, merchant_uid: id, name: title, ...fields })
    if (cancelled !== undefined) yield* consoleCancel(sandbox.url, paid.imp_uid, cancelled)
    orders.push({
      id,
      store,
      title,
      amount,
      currency: typeof paid["currency"] === "string" ? paid["currency"] : "KRW",
      impUid: paid.imp_uid,
      pg: String(paid["pg_provider"]),
      method: String(paid["pay_method"]),
      orderedAt: new Date(Number(paid["paid_at"]) * 1000).toISOString(),
      buyer: buyers[index % buyers.length]
    })
  }
  yield* insertOrders(orders, keys)
})

/** The same, as a step that happens before the shop opens. */
export const layer = (keys: Keys) => Layer.effectDiscard(seed(keys))

// internal

// Invented; the numbers belong to no one.
const buyers = [
  { name: "홍길동", phone: "010-0000-1201" },
  { name: "성춘향", phone: "010-0000-1202" },
  { name: "이몽룡", phone: "010-0000-1203" },
  { name: "심청", phone: "010-0000-1204" },
  { name: "Alex Example", phone: "010-0000-1205" }
]

const consoleCancel = (url: string, imp_uid: string, amount: number) =>
  Effect.promise(() =>
    fetch(`${url}/_sandbox/console-cancel`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ imp_uid, amount })
    })
  )
