/**
 * One state of an exploration: what the provider, the network, the workers and the store hold. And
 * the same as a row of 32-bit integers.
 */

export interface Node {
  readonly history: number
  readonly net: number
  /** Per worker: 0 idle, else an interned activity. */
  readonly workers: ReadonlyArray<number>
  /** Per refund: 0 open, 1 done, 2 not refunded, 3 unknown, 4 what must never be. */
  readonly reported: ReadonlyArray<number>
  readonly sent: ReadonlyArray<number>
  /** What the store remembers; the same empty one for ever where there is no store. */
  readonly record: number
  /**
   * foreign, crashes, duplicates, uncancels, losses, out of time, foreign uncancels used; gap
   * applications per refund follow.
   */
  readonly used: ReadonlyArray<number>
}

/** Where the counts of gap applications begin in `used`. */
export const GAPS = 7

/** Of four bits each, so many fit into 28. */
const NUMBERS_IN_A_WORD = 7

/** Writes nodes as rows of `width` integers, and reads them. Throws where a count reaches 16. */
export const packing = (workers: number, refunds: number) => {
  const lengths = [refunds, refunds, GAPS + refunds]
  const wordsFor = (length: number) => Math.ceil(length / NUMBERS_IN_A_WORD)
  const width = 3 + workers + lengths.reduce((sum, length) => sum + wordsFor(length), 0)

  const write = (node: Node, row: Int32Array): Int32Array => {
    row[0] = node.history
    row[1] = node.net
    row[2] = node.record
    let to = 3
    for (const worker of node.workers) row[to++] = worker
    for (const list of [node.reported, node.sent, node.used]) {
      for (let from = 0; from < list.length; from += NUMBERS_IN_A_WORD) {
        let word = 0
        for (let index = Math.min(list.length, from + NUMBERS_IN_A_WORD) - 1; index >= from; index--) {
          const one = list[index] as number
          if (one > 15) throw new Error(`A count is ${one}: a state has four bits for it`)
          word = word * 16 + one
        }
        row[to++] = word
      }
    }
    return row
  }

  const read = (row: Int32Array): Node => {
    // A loop, because `Array.from` took a tenth of an exploration.
    const list = (from: number, length: number) => {
      const numbers: Array<number> = []
      for (let index = 0, word = from; index < length; word++) {
        let rest = row[word] as number
        for (const until = Math.min(length, index + NUMBERS_IN_A_WORD); index < until; index++) {
          numbers.push(rest & 15)
          rest >>>= 4
        }
      }
      return numbers
    }
    const reported = 3 + workers
    const own: Array<number> = []
    for (let worker = 3; worker < reported; worker++) own.push(row[worker] as number)
    const sent = reported + wordsFor(refunds)
    const used = sent + wordsFor(refunds)
    return {
      history: row[0] as number,
      net: row[1] as number,
      record: row[2] as number,
      workers: own,
      reported: list(reported, refunds),
      sent: list(sent, refunds),
      used: list(used, GAPS + refunds)
    }
  }

  return { read, width, write }
}
