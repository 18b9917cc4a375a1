/** How many requests arrived and how many had an effect, so that a test can prove "at most one POST". */

/** Which group of calls a request belongs to. Faults are aimed at these names. */
export type RouteName = "token" | "cancel" | "find" | "other"

/** The two numbers of a route. */
export interface Count {
  /** Requests whose headers have arrived, whatever became of them. */
  readonly received: number
  /** Requests that were carried out with code 0, whether or not the answer got through. */
  readonly applied: number
}

const ROUTES: ReadonlyArray<RouteName> = ["token", "cancel", "find", "other"]

/** Counts per route. */
export class Counters {
  readonly #counts = new Map<RouteName, Count>()

  /** A request's headers are in. */
  received(route: RouteName): void {
    const count = this.#of(route)
    this.#counts.set(route, { ...count, received: count.received + 1 })
  }

  /** A request was carried out. */
  applied(route: RouteName): void {
    const count = this.#of(route)
    this.#counts.set(route, { ...count, applied: count.applied + 1 })
  }

  /** All routes, zeros included. */
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
