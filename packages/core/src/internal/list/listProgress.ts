/**
 * How far a list is read. It is read by page numbers while payments may enter and leave it.
 *
 * A payment that leaves moves all payments behind it forward: the first payment of the next page
 * moves to a page that was read. A smaller total shows this, and that page is read again.
 */
export interface Progress {
  /** Which page to request. */
  readonly page: number
  /** The pages, from the first, whose payments are known. */
  readonly covered: number
  /** PortOne's count of payments in the last response. */
  readonly total: number | undefined
  /** The smallest total since page 1 was requested. */
  readonly smallest: number
  /** The fewest payments that a page before the last one had. */
  readonly size: number
  /** The highest page that had a new payment. */
  readonly highest: number
  /** Pages in a row without a new payment. */
  readonly idle: number
}

/**
 * What one page showed.
 */
export interface Reading {
  readonly total: number
  readonly hasNext: boolean
  /** How many payments it had. */
  readonly length: number
  /** How many of them were in no earlier response. */
  readonly fresh: number
  /** Different payments in this window so far. */
  readonly seen: number
}

/**
 * The first page of a list.
 */
export const begin = (size: number): Progress => ({
  page: 1,
  covered: 0,
  total: undefined,
  smallest: Number.POSITIVE_INFINITY,
  size,
  highest: 0,
  idle: 0
})

/**
 * What to read next. `incomplete` means that the list is not completed by reading on.
 */
export const afterPage = (progress: Progress, reading: Reading): Progress | "complete" | "incomplete" => {
  const { page } = progress
  const { fresh, hasNext, length, seen, total } = reading
  const size = hasNext && length > 0 ? Math.min(progress.size, length) : progress.size
  const left = Math.max(0, (progress.total ?? total) - total)
  const known = Math.max(0, progress.covered - Math.ceil(left / size))
  const isNeighbour = page - 1 <= known
  const smallest = Math.min(progress.smallest, total)
  const next: Progress = {
    page: page + 1,
    covered: isNeighbour ? Math.max(known, page) : known,
    total,
    smallest,
    size,
    highest: fresh > 0 ? Math.max(progress.highest, page) : progress.highest,
    idle: fresh > 0 ? 0 : progress.idle + 1
  }
  if (isNeighbour && !hasNext) {
    if (seen >= smallest) return "complete"
    // PortOne counts more than its pages showed: all pages are read again, as long as that helps.
    return isStuck(next) ? "incomplete" : { ...next, page: 1, covered: 0, total: undefined, smallest: Infinity }
  }
  return isStuck(next) ? "incomplete" : { ...next, page: next.covered + 1 }
}

/**
 * What to read after HTTP 400 for a page behind the first: the list became shorter.
 *
 * Spec: "데이터 범위를 넘어선 page인 경우" is HTTP 400.
 */
export const beyondTheEnd = (progress: Progress): Progress | "incomplete" => {
  const page = Math.max(1, progress.page - 1)
  const next: Progress = { ...progress, page, covered: page - 1, idle: progress.idle + 1 }
  return isStuck(next) ? "incomplete" : next
}

// internal

// All known pages without a new payment, and 32 more, because the list may change again.
const isStuck = ({ highest, idle }: Progress): boolean => idle > highest + 32
