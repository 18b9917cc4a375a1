/**
 * Medians and ratios.
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

/** The median, the smallest and the largest value. */
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
 * Divides round by round, so that a slow round slows both sides of its ratio.
 */
export const ratio = (values: ReadonlyArray<number>, of: ReadonlyArray<number>): Spread =>
  spread(values.map((value, round) => value / of[round]!))
