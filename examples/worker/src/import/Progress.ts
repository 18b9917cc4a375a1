/**
 * Shows progress: a bar in a terminal, a plain line every few seconds in a pipe.
 */
import { Clock, Effect } from "effect"

/** `before`: how many were done at the start. Units: `millis` since the start. */
export interface Progress {
  readonly before: number
  readonly done: number
  readonly total: number
  readonly millis: number
}

/** `refunds 환불 1200/4000 (30 %), 210/s, 13 s left 남음` */
export const line = (what: string, { before, done, millis, total }: Progress): string => {
  const rate = millis > 0 ? (done - before) / (millis / 1000) : 0
  const share = total > 0 ? Math.floor(100 * done / total) : 100
  const left = done >= total || rate === 0 ? "" : `, ${duration((total - done) / rate)} left 남음`
  return `${what} ${done}/${total} (${share} %), ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s${left}`
}

/** The same line with a bar before it. */
export const bar = (what: string, progress: Progress): string => {
  const full = progress.total > 0 ? Math.floor(WIDTH * Math.min(1, progress.done / progress.total)) : WIDTH
  return `[${"█".repeat(full)}${"░".repeat(WIDTH - full)}] ${line(what, progress)}`
}

/** Reads and shows the progress until everything is done. */
export const follow = Effect.fnUntraced(function*<E, R>(
  what: string,
  read: Effect.Effect<{ readonly done: number; readonly total: number }, E, R>,
  stream: { readonly isTTY?: boolean; readonly write: (text: string) => unknown } = process.stderr
) {
  const began = yield* Clock.currentTimeMillis
  let before: number | undefined
  let printedAt = began - PIPE_EVERY
  for (;;) {
    const since = yield* Clock.currentTimeMillis
    const { done, total } = yield* read
    const now = yield* Clock.currentTimeMillis
    before ??= done
    const progress = { before, done, total, millis: now - began }
    const over = done >= total
    if (stream.isTTY === true) stream.write(`\r\u001b[2K${bar(what, progress)}${over ? "\n" : ""}`)
    else if (over || now - printedAt >= PIPE_EVERY) {
      stream.write(`${line(what, progress)}\n`)
      printedAt = now
    }
    if (over) return
    // Counting the jobs of a long import takes long.
    yield* Effect.sleep(Math.max(READ_EVERY, 20 * (now - since)))
  }
})

// internal

const WIDTH = 24
/** Units: milliseconds. */
const READ_EVERY = 400
/** Units: milliseconds. */
const PIPE_EVERY = 5000

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
    ? `${Math.round(seconds / 60)} min`
    : `${(seconds / 3600).toFixed(1)} h`
