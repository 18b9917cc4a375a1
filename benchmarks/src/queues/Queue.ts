/**
 * A queue of refunds over a database: what a benchmark of it needs.
 */
import { Pool } from "undici"
import { tokenFrom } from "../subjects/token.ts"

/** Where a queue keeps its jobs, and how many refunds it makes at once. */
export interface Place {
  /** A PostgreSQL, or the file of a SQLite database. */
  readonly database: string
  readonly portone: string
  readonly atOnce: number
  /** How many cancels at once for one PG, where the queue has such a limit. Default: as many. */
  readonly perPg?: number | undefined
}

export interface Queue {
  /** Adds a refund of each payment, from another process than the one that makes them. */
  readonly add: (payments: ReadonlyArray<string>) => Promise<void>
  /** How many jobs are not done. */
  readonly left: () => Promise<number>
  /** Makes the refunds from now on. */
  readonly work: () => Promise<void>
  readonly close: () => Promise<void>
}

export type MakeQueue = (place: Place) => Promise<Queue>

export const AMOUNT = 1000

/**
 * The job of the other queues: looks the payment up and cancels. No checksum, no tag, no memory of
 * what was sent, and any answer counts.
 */
export const plainJob = async ({ atOnce, portone }: Place) => {
  const pool = new Pool(portone, { pipelining: 1, connections: atOnce })
  const authorization = `Bearer ${await tokenFrom(portone)}`
  const ask = async (path: string, body?: object) => {
    const response = await pool.request({
      method: body === undefined ? "GET" : "POST",
      path,
      headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const { code, message } = await response.body.json() as { readonly code: number; readonly message: string }
    if (code !== 0) throw new Error(message)
  }
  return {
    refund: async (imp_uid: string) => {
      await ask(`/payments/${imp_uid}`)
      await ask("/payments/cancel", { imp_uid, amount: AMOUNT, reason: "단순 변심" })
    },
    close: () => pool.close()
  }
}
