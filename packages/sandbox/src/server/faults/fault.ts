/** One fault: a failure between a shop and PortOne that a test can cause. */
import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { Reply } from "../http/reply.ts"

/** A request that a fault handles. Its body was read in full. */
export interface FaultyExchange {
  readonly socket: Socket
  readonly response: ServerResponse
  /** The full address of the request. */
  readonly url: string
  /** Units: milliseconds. */
  readonly ms: number | undefined
  /** The time of the sandbox. Units: UNIX seconds. */
  readonly now: number
  /** Carries out the request and returns the response that would have been sent. */
  readonly handle: () => Reply
  /** Sends a response without a fault. */
  readonly send: (reply: Reply) => void
  /** Calls a function after a delay. Units: milliseconds. */
  readonly later: (milliseconds: number, then: () => void) => void
  /** Keeps the connection open without a response. */
  readonly keep: () => void
  /** Expires the access token. */
  readonly expireTokens: () => void
}

/** One row of the fault table. */
export interface Fault {
  readonly name: string
  /** Is the request carried out, so that a valid cancel moves money? */
  readonly applied: "yes" | "no"
  /** One line for people. */
  readonly what: string
  readonly happen: (exchange: FaultyExchange) => void
}

/** Makes a fault. */
export const fault = (name: string, applied: Fault["applied"], what: string, happen: Fault["happen"]): Fault => ({
  name,
  applied,
  what,
  happen
})
