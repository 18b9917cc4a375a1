/** Whole numbers in the bodies of the control API. */

/** Is this a whole number between two bounds, both included? */
export const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
