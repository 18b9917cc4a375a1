/** The faults that are waiting for a request, first registered first served. */
import type { RouteName } from "../api/requestCounts.ts"
import type { Fault } from "./faults.ts"

/** What a fault can be aimed at. `connection` is the next connection itself, before anything is read from it. */
export type FaultRoute = "any" | "cancel" | "connection" | "find" | "token"

/** A fault and how often it is still going to happen. */
export interface WaitingFault {
  readonly route: FaultRoute
  readonly fault: Fault
  /** How often it still happens. */
  readonly times: number
  /** Units: milliseconds. */
  readonly ms: number | undefined
  /** The HTTP status to answer with instead of the fault's own. */
  readonly status: number | undefined
}

/** The queue. */
export class FaultQueue {
  #waiting: ReadonlyArray<WaitingFault> = []

  /** Puts a fault at the end. */
  add(fault: WaitingFault): void {
    this.#waiting = [...this.#waiting, fault]
  }

  /** Takes the first fault that is aimed at this route, once. */
  take(route: RouteName | "connection"): WaitingFault | undefined {
    const found = this.#waiting.find((fault) =>
      fault.route === route || (fault.route === "any" && route !== "connection")
    )
    if (found === undefined) return undefined
    const left = found.times > 1 ? [{ ...found, times: found.times - 1 }] : []
    this.#waiting = this.#waiting.flatMap((fault) => fault === found ? left : [fault])
    return found
  }

  /** Those still waiting. */
  list(): ReadonlyArray<WaitingFault> {
    return this.#waiting
  }

  /** Calls all of them off and says how many there were. */
  clear(): number {
    const count = this.#waiting.length
    this.#waiting = []
    return count
  }
}
