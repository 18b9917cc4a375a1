/**
 * `iamport-rest-client-nodejs` 0.9.12.
 */
import { Iamport, Request } from "iamport-rest-client-nodejs"
import { type Make, ofPromise, part } from "./Subject.ts"

export const make: Make = async (url, expected) => {
  const iamport = new Iamport({ apiKey: "key", apiSecret: "secret", baseUrl: url })
  return ofPromise(async (imp_uid) => {
    // Its types require every field of the reference; PortOne does not.
    const input = { imp_uid, ...part } as Parameters<typeof Request.Payments.cancel>[0]
    const { data } = await Request.Payments.cancel(input).request(iamport)
    return data.response.cancel_amount
  }, expected)
}
