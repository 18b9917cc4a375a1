/**
 * Node's own `fetch` and its `json()`, with nothing around them.
 */
import { type Make, ofPromise, part } from "./Subject.ts"
import { tokenFrom } from "./token.ts"

export const make: Make = async (url, expected) => {
  const authorization = `Bearer ${await tokenFrom(url)}`
  return ofPromise(async (imp_uid) => {
    const answer = await fetch(`${url}/payments/cancel`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ imp_uid, ...part })
    })
    const { response } = await answer.json() as { readonly response: { readonly cancel_amount: number } }
    return response.cancel_amount
  }, expected)
}
