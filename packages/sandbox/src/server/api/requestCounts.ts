/** Counts requests and those with an effect, so that a test can prove "at most one POST". */

/** The group of calls that a request belongs to. Faults are registered for these names. */
export type RouteName = "token" | "cancel" | "find" | "other"

/** The two numbers of a route. */
export interface Count {
  /** Requests whose headers arrived, with or without a response. */
  readonly received: number
  /** Requests answered with code 0, whether or not the response arrived. */
  readonly applied: number
}

const ROUTES: ReadonlyArray<RouteName> = ["token", "cancel", "find", "other"]

/** The counts of every route. */
export class RequestCounts {
  readonly #counts = new Map<RouteName, Count>()

  /** Counts a request whose headers arrived. */
  received(route: RouteName): void {
    const count = this.#of(route)
    this.#counts.set(route, { ...count, received: count.received + 1 })
  }

  /** Counts a request that had an effect. */
  applied(route: RouteName): void {
    const count = this.#of(route)
    this.#counts.set(route, { ...count, applied: count.applied + 1 })
  }

  /** The counts of all routes, including zeros. */
  snapshot(): Record<RouteName, Count> {
    return Object.fromEntries(ROUTES.map((route) => [route, this.#of(route)])) as Record<RouteName, Count>
  }

  /** Back to zero. */
  clear(): void {
    this.#counts.clear()
  }

  #of(route: RouteName): Count {
    return this.#counts.get(route) ?? { received: 0, applied: 0 }
  }
}
