/**
 * The few numbers that are drawn from many.
 */

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length === 0
    ? Number.NaN
    : sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Median, with the smallest and the largest value beside it. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export const spread = (values: ReadonlyArray<number>): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values)
})

/**
 * Divides round by round, so that what slowed a whole round down slows neither side of the ratio.
 */
export const ratio = (values: ReadonlyArray<number>, of: ReadonlyArray<number>): Spread =>
  spread(values.map((value, round) => value / of[round]!))
