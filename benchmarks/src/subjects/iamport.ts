/**
 * `iamport` 0.3.4.
 */
import Iamport from "iamport"
import { type Make, ofPromise, part } from "./Subject.ts"

export const make: Make = async (url, expected) => {
  Iamport.DEFAULT_HOST = url
  const iamport = new Iamport({ impKey: "key", impSecret: "secret" })
  return ofPromise(async (imp_uid) => (await iamport.payment.cancel({ imp_uid, ...part })).cancel_amount, expected)
}
