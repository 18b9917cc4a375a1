/** Faults that respond with a wrong or unreadable body. */
import { envelopeOf, failure } from "../api/envelope.ts"
import { bytes, encode } from "../http/reply.ts"
import { type Fault, fault } from "./fault.ts"
import { half } from "./rawBytes.ts"

/** The size of `big-body`. Units: bytes. */
const BIG = 10 * 1024 * 1024

/** The word "취소" in EUC-KR, which is not valid UTF-8. */
const CANCEL_IN_EUC_KR = "\xC3\xEB\xBC\xD2"

/** Bodies that are empty, cut, too large, in another encoding, or without the expected fields. */
export const WRONG_BODY: ReadonlyArray<Fault> = [
  fault("empty-body", "yes", "HTTP 200 without a body", ({ handle, send }) => {
    send({ ...handle(), body: Buffer.alloc(0) })
  }),
  fault("truncated-json", "yes", "half of the JSON, with a Content-Length that fits", ({ handle, send }) => {
    const reply = handle()
    send({ ...reply, body: half(encode(reply)) })
  }),
  fault("big-body", "yes", "the response padded with blanks to 10 MB", ({ handle, send }) => {
    const reply = handle()
    send({ ...reply, body: Buffer.concat([encode(reply), Buffer.alloc(BIG, " ")]).subarray(0, BIG) })
  }),
  fault("wrong-charset", "yes", "declares and uses EUC-KR: the Korean bytes are not UTF-8", ({ handle, send }) => {
    const reply = handle()
    const text = JSON.stringify({ ...envelopeOf(reply), message: "취소" }).replace(/[^\0-\x7f]+/g, CANCEL_IN_EUC_KR)
    send(bytes(reply.status, "application/json; charset=euc-kr", Buffer.from(text, "latin1")))
  }),
  fault("unknown-code", "no", "HTTP 200 with code 7777", ({ send }) => send(failure("unknownCode"))),
  fault("pg-rejection", "no", "HTTP 200 with code -1 and a rejection by the PG", ({ send }) => {
    send(failure("pgAlreadyCancelled"))
  }),
  fault("portone-rejection", "no", "HTTP 200 with code 1 and a rejection by PortOne", ({ send }) => {
    send(failure("nothingToCancel"))
  }),
  fault("null-response", "yes", "code 0 with `response` null", ({ handle, send }) => {
    send({ ...handle(), body: { code: 0, message: null, response: null } })
  }),
  fault("odd-response", "yes", "code 0 with fields of the wrong types", ({ handle, send }) => {
    const reply = handle()
    const odd = { amount: "10,000", cancel_amount: { won: true }, cancel_history: "none", imp_uid: [7], status: 3 }
    const response = envelopeOf(reply)?.response
    send({ ...reply, body: { code: 0, message: null, response: { ...(response as object | null), ...odd } } })
  })
]
