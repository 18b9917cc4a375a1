/**
 * Seals personal data: the refund account in the row of its refund, which must survive a crash, and
 * the buyer of an order.
 */
import { RefundAccount } from "@effect-portone/core"
import { Option, Redacted, Schema } from "effect"
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"
import type { Keys } from "./Keys.ts"
import type { RefundRequest } from "./RefundRecord.ts"

/** The part of an ask that is sealed. */
export type Extras = Pick<RefundRequest, "requester" | "taxFree" | "vatAmount" | "refundAccount">

const Plain = Schema.fromJsonString(Schema.Struct({
  requester: Schema.optional(Schema.Literals(["customer", "admin"])),
  taxFree: Schema.optional(Schema.Finite),
  vatAmount: Schema.optional(Schema.Finite),
  account: Schema.optional(Schema.Struct({
    holder: Schema.String,
    bank: Schema.String,
    account: Schema.String,
    phone: Schema.optional(Schema.String)
  })),
  // The buyer was removed while the refund was open, and the account goes with its end.
  isErased: Schema.optional(Schema.Boolean)
}))
const decode = Schema.decodeSync(Plain)
const encode = Schema.encodeSync(Plain)

/**
 * AES-256-GCM with a fresh nonce, bound to the key of the refund, so that a sealed account cannot
 * be moved to another row. It is a second use of the cipher of token-store, whose seal is bound
 * to its own entry format.
 */
export const seal = (keys: Keys, refundKey: string, extras: Extras): string =>
  sealText(keys, refundKey, encode(plain(extras)))

/** None: sealed with another secret, for another refund, or altered. */
export const open = (keys: Keys, refundKey: string, text: string): Option.Option<Extras> =>
  Option.flatMap(
    openText(keys, refundKey, text),
    Option.liftThrowable((opened) => {
      const { account, isErased: _isErased, ...rest } = decode(opened)
      return { ...rest, ...(account === undefined ? {} : { refundAccount: RefundAccount.make(account) }) }
    })
  )

/** Stands where a refund account was removed with the buyer. It opens with no secret. */
export const REMOVED = "removed"

/**
 * A seal after the buyer was removed: without an account it stays as it is. `isOpen`: the refund is
 * not at its end, and needs the account until then.
 */
export const withoutBuyer = (keys: Keys, refundKey: string, sealed: string, isOpen: boolean): string =>
  Option.match(plainOf(keys, refundKey, sealed), {
    onNone: () => isOpen ? sealed : REMOVED,
    onSome: (known) =>
      known.account === undefined
        ? sealed
        : isOpen
        ? sealText(keys, refundKey, encode({ ...known, isErased: true }))
        : REMOVED
  })

/** A seal at the end of its refund. */
export const atEnd = (keys: Keys, refundKey: string, sealed: string): string =>
  Option.exists(plainOf(keys, refundKey, sealed), ({ isErased }) => isErased === true) ? REMOVED : sealed

/**
 * Seals a text for one purpose, which has to be named again to open it. The seal begins with the
 * number of its algorithm, so that another one can follow; one without a number is of the first.
 */
export const sealText = (keys: Keys, purpose: string, text: string): string => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", Redacted.value(keys.vault), nonce).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64")}`
}

/** None: sealed with another secret, for another purpose, or altered. */
export const openText = (keys: Keys, purpose: string, text: string): Option.Option<string> =>
  Option.firstSomeOf([keys, ...keys.previous].map((one) => openWith(one.vault, purpose, text)))

/**
 * The same for the same request, and telling nothing about it: under the secret, and under each
 * before.
 */
export const fingerprints = (
  keys: Keys,
  actorId: string,
  orderId: string,
  ask: RefundRequest
): readonly [string, ...ReadonlyArray<string>] =>
  underEach(keys, JSON.stringify([actorId, orderId, ask.amount, ask.reason ?? "", plain(ask)]))

/** Tells one secret from another, and nothing about it: the secret, and each before. */
export const marks = (keys: Keys): readonly [string, ...ReadonlyArray<string>] => underEach(keys, "this database")

// internal

const plainOf = (keys: Keys, refundKey: string, sealed: string) =>
  Option.flatMap(openText(keys, refundKey, sealed), Option.liftThrowable(decode))

const openWith = (vault: Keys["vault"], purpose: string, text: string): Option.Option<string> =>
  Option.liftThrowable(() => {
    const bytes = Buffer.from(text.replace(/^1\./, ""), "base64")
    const decipher = createDecipheriv("aes-256-gcm", Redacted.value(vault), bytes.subarray(0, 12), {
      authTagLength: 16
    }).setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()
  })()

const underEach = ({ fingerprint, previous }: Keys, text: string): readonly [string, ...ReadonlyArray<string>] => {
  const under = (key: Keys["fingerprint"]) => createHmac("sha256", Redacted.value(key)).update(text).digest("base64")
  return [under(fingerprint), ...previous.map((one) => under(one.fingerprint))]
}

const plain = ({ refundAccount, requester, taxFree, vatAmount }: Extras) => ({
  requester,
  taxFree,
  vatAmount,
  account: refundAccount === undefined ? undefined : {
    holder: Redacted.value(refundAccount.holder),
    bank: refundAccount.bank,
    account: Redacted.value(refundAccount.account),
    ...(refundAccount.phone === undefined ? {} : { phone: Redacted.value(refundAccount.phone) })
  }
})
