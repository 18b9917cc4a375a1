/**
 * The limit: undici's pool and `JSON.parse`. No validation, no typed errors, no token handling, no
 * time-out of the exchange.
 */
import { Pool } from "undici"
import { type Make, ofPromise, part } from "./Subject.ts"
import { tokenFrom } from "./token.ts"

export const make: Make = async (url, expected) => {
  const pool = new Pool(url, { pipelining: 1 })
  const authorization = `Bearer ${await tokenFrom(url)}`
  const cancel = async (imp_uid: string) => {
    const { body } = await pool.request({
      method: "POST",
      path: "/payments/cancel",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ imp_uid, ...part })
    })
    return JSON.parse(await body.text()).response.cancel_amount
  }
  return ofPromise(cancel, expected, () => pool.close())
}
