/**
 * Callers without the library, to test the judge: one that is right, and some that are wrong in a
 * known way.
 */
import type { RefundCommand } from "./commands.ts"
import type { Processes } from "./processes.ts"

/** What a caller reports. The times are added by `processesOf`. */
export interface Report {
  readonly tag: string
  readonly next?: string
  readonly amount?: number
  readonly sends?: number
  readonly cause?: string
  readonly proof?: string
  readonly isError?: boolean
  readonly moneyMoved?: string
}

export type Caller = (url: string, command: RefundCommand) => Promise<Report>

/** Places in which the caller runs instead of the library. */
export const processesOf = (url: string, caller: Caller, count = 1): Processes => ({
  count,
  kills: () => 0,
  stops: () => 0,
  disturb: () => () => {},
  close: () => {},
  ask: async (place, command) => {
    const startedAt = process.hrtime.bigint()
    const report = command.do === "refund" ? await caller(url, { ...command, id: place }) : { tag: "forgot" }
    return {
      isError: false,
      ...report,
      process: `caller${place}`,
      startedAt: String(startedAt),
      endedAt: String(process.hrtime.bigint())
    }
  }
})

/** Looks for its nonce first, and sends with the checksum. */
export const right: Caller = async (url, command) => {
  const found = await lookUp(url, command)
  const own = found?.cancel_history.find((entry) => entry.reason.includes(`~${command.nonce}~`))
  if (own !== undefined) return { tag: "Succeeded", next: "done", amount: own.amount, sends: 0 }
  if (found === undefined) return { tag: "Undetermined", next: "call-again", sends: 0 }
  const checksum = found.amount - found.cancel_amount
  const answer = await post(url, command, { amount: command.amount, checksum })
  const isDone = answer?.response?.cancel_history.some((entry) => entry.reason.includes(`~${command.nonce}~`))
  return isDone === true
    ? { tag: "Succeeded", next: "done", amount: command.amount, sends: 1 }
    : { tag: "Undetermined", next: "call-again", sends: 1 }
}

/** Sends without a checksum until it is confirmed. */
export const blindRetry: Caller = async (url, command) => {
  for (let sends = 1; sends < 5; sends++) {
    const answer = await post(url, command, { amount: command.amount })
    if (answer?.code === 0) return { tag: "Succeeded", next: "done", amount: command.amount, sends }
  }
  return { tag: "Undetermined", next: "call-again", sends: 5 }
}

/** Takes every rejection for a proof. */
export const rejectedIsNotRefunded: Caller = async (url, command) => {
  const found = await lookUp(url, command)
  const checksum = found === undefined ? command.amount : found.amount - found.cancel_amount
  const answer = await post(url, command, { amount: command.amount, checksum })
  return answer?.code === 0
    ? { tag: "Succeeded", next: "done", amount: command.amount, sends: 1 }
    : { tag: "Rejected", next: "stop", sends: 1 }
}

/** The same as an error of which it says that no money moved. */
export const deniesInAnError: Caller = async (url, command) => {
  const report = await rejectedIsNotRefunded(url, command)
  return report.tag === "Rejected" ? { tag: "CancelRejected", isError: true, moneyMoved: "no", sends: 1 } : report
}

/** Takes two refunds of one payment for one. */
export const oneKeyForAll = (): Caller => {
  const done = new Set<string>()
  return async (url, command) => {
    if (done.has(command.impUid)) return { tag: "Succeeded", next: "done", amount: command.amount, sends: 0 }
    done.add(command.impUid)
    return right(url, command)
  }
}

/** Finds its refund and reports the amount that was asked for. */
export const reportsWhatWasAsked: Caller = async (url, command) => {
  const report = await right(url, command)
  return report.tag === "Succeeded" ? { ...report, amount: command.amount } : report
}

/** Omits the amount. */
export const omitsTheAmount: Caller = async (url, command) => {
  await post(url, command, { checksum: 3000 })
  return { tag: "Succeeded", next: "done", amount: command.amount, sends: 1 }
}

/** Sends and reports that it sent nothing. */
export const miscounts: Caller = async (url, command) => ({ ...await right(url, command), sends: 0 })

/** Never ends. */
export const neverEnds: Caller = async () => ({ tag: "Undetermined", next: "call-again", sends: 0 })

/** Gives up because of another refund of the same shop. */
export const endsBySibling: Caller = async (url, command) => {
  const found = await lookUp(url, command)
  return found !== undefined && found.cancel_history.length > 0
    ? { tag: "NotRefunded", proof: "FencedByOther", next: "stop", sends: 0 }
    : right(url, command)
}

// internal

interface Payment {
  readonly amount: number
  readonly cancel_amount: number
  readonly cancel_history: ReadonlyArray<{ readonly amount: number; readonly reason: string }>
}

interface Envelope {
  readonly code: number
  readonly response: Payment | null
}

// The server reads the name of the process from the token.
const headers = (command: RefundCommand) => ({
  authorization: `caller${command.id}.0`,
  connection: "close",
  "content-type": "application/json"
})

const ask = async (request: Promise<Response>): Promise<Envelope | undefined> => {
  try {
    return await (await request).json() as Envelope
  } catch {
    return undefined
  }
}

const lookUp = async (url: string, command: RefundCommand): Promise<Payment | undefined> =>
  (await ask(fetch(`${url}/payments/${command.impUid}`, { headers: headers(command) })))?.response ?? undefined

const post = (url: string, command: RefundCommand, amounts: object) =>
  ask(fetch(`${url}/payments/cancel`, {
    method: "POST",
    headers: headers(command),
    body: JSON.stringify({ imp_uid: command.impUid, reason: command.reason, ...amounts })
  }))
