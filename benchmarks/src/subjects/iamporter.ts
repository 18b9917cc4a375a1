/**
 * `iamporter` 1.4.2.
 */
import { Iamporter } from "iamporter"
import { type Make, ofPromise, part } from "./Subject.ts"

export const make: Make = async (url, expected) => {
  const iamporter = new Iamporter({ apiKey: "key", secret: "secret", host: url })
  return ofPromise(async (imp_uid) => (await iamporter.cancel({ imp_uid, ...part })).data.cancel_amount, expected)
}
