/**
 * What is measured: a client that can cancel payments.
 */

/** A client, pointed at the stub. */
export interface Subject {
  /**
   * Cancels payments one after the other until `take` has no more, and passes to `note` how long
   * each took. A cancel that is not confirmed ends the run.
   */
  readonly work: (take: () => string | undefined, note: (millis: number) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * What observes a cancel: nothing, `layerJson` at level Info on standard output, or a tracer that
 * records.
 */
export type Observer = "plain" | "json" | "tracer"

/**
 * Makes a client for a base URL, where so much is `cancelled` by then. Every file of this folder
 * that is a subject exports one as `make`. Only the subjects of this library have an observer.
 */
export type Make = (url: string, cancelled?: number, observer?: Observer) => Promise<Subject>

/** What every subject cancels: a part, with its checksum and a reason. */
export const part = { amount: 1000, checksum: 998_000, reason: "공연 취소" }

/** The amount that the stub's response reports as cancelled by then. */
export const CANCELLED = 3000

/** A subject of a function that returns a promise of the cancelled amount. */
export const ofPromise = (
  cancel: (impUid: string) => Promise<unknown>,
  expected = CANCELLED,
  close: () => Promise<void> = () => Promise.resolve()
): Subject => ({
  work: async (take, note) => {
    for (let impUid = take(); impUid !== undefined; impUid = take()) {
      const since = performance.now()
      const cancelled = await cancel(impUid)
      note(performance.now() - since)
      if (cancelled !== expected) throw new Error(`${impUid} came back with ${String(cancelled)} cancelled`)
    }
  },
  close
})
