/**
 * `iamport-server-api` 10.0.0.
 */
import { functional, IamportConnector } from "iamport-server-api"
import { type Make, ofPromise, part } from "./Subject.ts"

export const make: Make = async (url, expected) => {
  const connector = new IamportConnector(url, { imp_key: "key", imp_secret: "secret" })
  return ofPromise(async (imp_uid) => {
    // Its types require both ids; PortOne reads the first alone.
    const input = { imp_uid, merchant_uid: "order-2026-11-23-000017", ...part }
    return (await functional.payments.cancel(await connector.get(), input)).response.cancel_amount
  }, expected)
}
