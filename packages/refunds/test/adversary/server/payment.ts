/**
 * One payment, as the server knows it. Checksum and cancel are one step, because the step is
 * synchronous.
 */
import type { Truth } from "../records.ts"

export interface Entry {
  readonly amount: number
  readonly reason: string
  readonly nonce: string | undefined
  readonly id: string
  readonly seconds: number
}

/** A cancel request as it was read from the wire. */
export interface Asked {
  readonly nonce: string | undefined
  readonly process: string
  readonly receivedAt: bigint
  readonly amount: unknown
  readonly checksum: unknown
  readonly reason: string
}

/** What became of a request. */
export type Result = "applied" | "mismatch" | "aboveBalance" | "nothingLeft"

export interface Payment {
  readonly impUid: string
  readonly amount: number
  /** All states there were, oldest first. A look-up shows one of them. */
  readonly states: ReadonlyArray<ReadonlyArray<Entry>>
  readonly entries: () => ReadonlyArray<Entry>
  readonly balance: () => number
  /** Carries a request out if its checksum is the balance. */
  readonly apply: (asked: Asked, how?: Carrying) => Result
  /** A cancel by another program or person. */
  readonly foreign: (amount: number, reason: string) => void
  /** Takes the newest cancel back. */
  readonly takeBack: () => void
}

/** Deviations from what PortOne documents. */
export interface Carrying {
  /** Gives back 9/10 of the amount, as a promotion may. */
  readonly isPromotion?: boolean
  /** The PG carries it out and PortOne's record does not change. */
  readonly isHidden?: boolean
  /** The checksum is not compared. */
  readonly ignoresChecksum?: boolean
}

export const sum = (entries: ReadonlyArray<Entry>) => entries.reduce((total, { amount }) => total + amount, 0)

export const make = (impUid: string, amount: number, log: (truth: Truth) => void): Payment => {
  const states: Array<ReadonlyArray<Entry>> = [[]]
  let made = 0
  const entries = () => states.at(-1)!
  const balance = () => amount - sum(entries())
  const append = (entry: Omit<Entry, "id" | "seconds">) => {
    const id = `01HOSTILE${String(made++).padStart(11, "0")}`
    states.push([...entries(), { ...entry, id, seconds: 1_790_000_000 + Math.floor(made / 3) }])
  }

  return {
    impUid,
    amount,
    states,
    entries,
    balance,
    apply: (asked, how = {}) => {
      const left = balance()
      if (left === 0) return "nothingLeft"
      const isCompared = typeof asked.checksum === "number" && how.ignoresChecksum !== true
      if (isCompared && asked.checksum !== left) return "mismatch"
      // No amount, or 0, is a full cancel.
      const wanted = typeof asked.amount === "number" && asked.amount > 0 ? asked.amount : left
      if (wanted > left) return "aboveBalance"
      const given = how.isPromotion === true ? Math.ceil(wanted * 0.9) : wanted
      const isHidden = how.isHidden === true
      if (!isHidden) append({ amount: given, reason: asked.reason, nonce: asked.nonce })
      log({
        type: "applied",
        impUid,
        nonce: asked.nonce,
        process: asked.process,
        receivedAt: asked.receivedAt,
        at: process.hrtime.bigint(),
        amount: given,
        isHidden
      })
      return "applied"
    },
    foreign: (part, reason) => {
      if (part <= 0 || part > balance()) return
      append({ amount: part, reason, nonce: undefined })
      const at = process.hrtime.bigint()
      log({
        type: "applied",
        impUid,
        nonce: undefined,
        process: "console",
        receivedAt: at,
        at,
        amount: part,
        isHidden: false
      })
    },
    takeBack: () => {
      const newest = entries().at(-1)
      if (newest === undefined) return
      states.push(entries().slice(0, -1))
      log({ type: "takenBack", impUid, nonce: newest.nonce, at: process.hrtime.bigint() })
    }
  }
}
