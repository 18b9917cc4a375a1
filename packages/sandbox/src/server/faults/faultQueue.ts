/** The faults that wait for a request, in the order of their registration. */
import type { RouteName } from "../api/requestCounts.ts"
import type { Fault } from "./fault.ts"

/** The route of a fault. `connection` is the next connection, before anything is read from it. */
export type FaultRoute = "any" | "cancel" | "connection" | "find" | "token"

/** A registered fault. */
export interface WaitingFault {
  readonly route: FaultRoute
  readonly fault: Fault
  /** How many requests it still affects. */
  readonly times: number
  /** Units: milliseconds. */
  readonly ms: number | undefined
  /** The HTTP status that replaces the fault's own. */
  readonly status: number | undefined
}

/** The queue. */
export class FaultQueue {
  #waiting: ReadonlyArray<WaitingFault> = []

  /** Adds a fault at the end. */
  add(fault: WaitingFault): void {
    this.#waiting = [...this.#waiting, fault]
  }

  /** Takes the first fault for this route, once. */
  take(route: RouteName | "connection"): WaitingFault | undefined {
    const found = this.#waiting.find((fault) =>
      fault.route === route || (fault.route === "any" && route !== "connection")
    )
    if (found === undefined) return undefined
    const left = found.times > 1 ? [{ ...found, times: found.times - 1 }] : []
    this.#waiting = this.#waiting.flatMap((fault) => fault === found ? left : [fault])
    return found
  }

  /** The waiting faults. */
  list(): ReadonlyArray<WaitingFault> {
    return this.#waiting
  }

  /** Removes all faults and returns their number. */
  clear(): number {
    const count = this.#waiting.length
    this.#waiting = []
    return count
  }
}
