/**
 * A proxy in front of a sandbox that breaks one assumption, which the probe must detect.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export type Bend =
  | "ignores the checksum"
  | "compares first and acts later"
  | "drops the reason"
  | "cuts the reason"
  | "wraps the reason"
  | "returns old look-ups"
  | "returns inconsistent look-ups"
  | "carries out two"
  | "accepts any token"
  | "reverses the history"
  | "gives two cancels one id"
  | "rejects amount 0"
  | "hides nothing"
  | "responds after the caller has gone"
  | "acts after the caller has gone"

interface Json {
  [field: string]: unknown
}

interface History extends Json {
  amount: number
  cancel_amount: number
  cancel_history: Array<Json>
}

/** Starts the proxy in front of `target`. */
export const bent = async (target: string, bend: Bend) => {
  let token = ""
  let shown: string | undefined
  let oldLookUps = 0
  let lookUps = 0
  let waiting: Array<() => void> = []
  let compared = 0

  const forward = async (request: IncomingMessage, body: string, headers: Record<string, string> = {}) => {
    const path = bend === "hides nothing" && request.method === "GET"
      ? `${request.url?.split("?")[0]}?include_sandbox=true`
      : request.url
    const answer = await fetch(`${target}${path}`, {
      method: request.method ?? "GET",
      headers: {
        "content-type": "application/json",
        ...(request.headers.authorization === undefined ? {} : { authorization: request.headers.authorization }),
        ...headers
      },
      ...(body === "" ? {} : { body })
    })
    return { status: answer.status, text: await answer.text() }
  }

  const balanceOf = async (impUid: unknown) => {
    const answer = await fetch(`${target}/_sandbox/payments/${String(impUid)}`)
    const { amount, cancel_amount } = await answer.json() as History
    return amount - cancel_amount
  }

  /** Waits until all four checksums are compared, before the first cancel is carried out. */
  const allCompared = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (++compared < 4) return
      for (const resume of waiting) resume()
      waiting = []
      compared = 0
    })

  const cancel = async (request: IncomingMessage, response: ServerResponse, text: string) => {
    const { checksum, ...body } = JSON.parse(text) as Json
    const whole = { ...body, ...(checksum === undefined ? {} : { checksum }) }
    switch (bend) {
      case "ignores the checksum":
        return forward(request, JSON.stringify(body))
      case "compares first and acts later": {
        if (!String(body["reason"]).startsWith("probe P2") || checksum !== await balanceOf(body["imp_uid"])) {
          return forward(request, text)
        }
        await allCompared()
        return forward(request, JSON.stringify(body))
      }
      case "drops the reason":
        return forward(request, JSON.stringify({ ...whole, reason: undefined }))
      case "cuts the reason":
        return forward(request, JSON.stringify({ ...whole, reason: String(body["reason"]).slice(0, 10) }))
      case "wraps the reason":
        return forward(request, JSON.stringify({ ...whole, reason: `취소: ${String(body["reason"])}` }))
      case "accepts any token":
        return forward(request, text, { authorization: token })
      case "rejects amount 0":
        return body["amount"] === 0 || body["amount"] === null
          ? { status: 200, text: JSON.stringify({ code: 1, message: "금액을 확인해주세요.", response: null }) }
          : forward(request, text)
      case "returns old look-ups":
        oldLookUps = 3
        return forward(request, text)
      case "responds after the caller has gone":
      case "acts after the caller has gone": {
        if (body["reason"] !== "probe P9") return forward(request, text)
        const early = bend === "responds after the caller has gone" ? await forward(request, text) : undefined
        await new Promise((resolve) => response.once("close", resolve))
        return early ?? forward(request, text)
      }
      default:
        return forward(request, text)
    }
  }

  const find = async (request: IncomingMessage) => {
    lookUps++
    const answer = await forward(request, "")
    if (bend === "returns old look-ups") {
      if (shown !== undefined && oldLookUps > 0) {
        oldLookUps--
        return { ...answer, text: shown }
      }
      shown = answer.status === 200 ? answer.text : shown
      return answer
    }
    if (answer.status !== 200) return answer
    const envelope = JSON.parse(answer.text) as { response: History }
    const { response } = envelope
    const last = response.cancel_history.at(-1)
    if (bend === "returns inconsistent look-ups" && lookUps % 3 === 0 && last !== undefined) {
      response.cancel_history.pop()
    }
    if (bend === "reverses the history" && lookUps % 2 === 0) response.cancel_history.reverse()
    if (bend === "gives two cancels one id") {
      for (const entry of response.cancel_history) entry["cancellation_id"] = "01HV0000000000000001"
    }
    if (bend === "carries out two" && last?.["reason"] === "probe P13") {
      response.cancel_history.push({ ...last, cancellation_id: "01HV0000000000000002" })
      response.cancel_amount += Number(last["amount"])
    }
    return { ...answer, text: JSON.stringify(envelope) }
  }

  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks = await request.toArray() as Array<Uint8Array>
      const text = Buffer.concat(chunks).toString()
      const given = request.headers.authorization ?? ""
      // The probe's invalid token is all zeros.
      if (!given.endsWith("0".repeat(40))) token = given
      const answer = request.url === "/payments/cancel"
        ? await cancel(request, response, text)
        : request.method === "GET"
        ? await find(request)
        : await forward(request, text)
      response.writeHead(answer.status, { "content-type": "application/json" })
      response.end(answer.text)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
