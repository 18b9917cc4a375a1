/**
 * The latest requests with their verdicts, for `GET /_sandbox` and for `--log`. An entry
 * holds no text of a caller: only known words of a path and uids that the sandbox made itself are
 * shown, and no query, header or body. So no secret and no personal data can get into it.
 */
import { isoTime } from "./time.ts"

/** One request that ended. */
export interface LoggedRequest {
  /** When its headers arrived. Units: UNIX seconds of the sandbox's clock. */
  readonly at: number
  readonly method: string
  /** The path, with `…` for each part that the caller chose. */
  readonly path: string
  /** Undefined: no response was sent, or a fault wrote one of its own. */
  readonly status: number | undefined
  /** `code` of the envelope, when the request was carried out. */
  readonly code: number | undefined
  /** The fault that the request met. */
  readonly fault: string | undefined
  readonly verdict: "accepted" | "no response" | "rejected"
  /** The payment of an accepted cancel, if the sandbox made its uid. */
  readonly impUid: string | undefined
}

/** How many requests are kept. */
const KEPT = 50

/** The latest requests, oldest first. */
export class RequestLog {
  readonly #print: ((line: string) => void) | undefined
  #latest: Array<LoggedRequest> = []

  constructor(print: ((line: string) => void) | undefined) {
    this.#print = print
  }

  /** Adds a request, drops the oldest one, and prints a line when that is wanted. */
  add(request: LoggedRequest): void {
    this.#latest.push(request)
    if (this.#latest.length > KEPT) this.#latest.shift()
    try {
      this.#print?.(logLine(request))
    } catch {
      // A failure of the caller's own function must not end the server.
    }
  }

  /** The latest requests, newest first. */
  list(): ReadonlyArray<LoggedRequest> {
    return this.#latest.toReversed()
  }

  /** Removes all entries. */
  clear(): void {
    this.#latest = []
  }
}

/** One line without a line break. */
export const logLine = ({ at, code, fault, impUid, method, path, status, verdict }: LoggedRequest): string =>
  [
    isoTime(at),
    method,
    path,
    status ?? "-",
    ...(code === undefined ? [] : [`code ${code}`]),
    verdict,
    ...(impUid === undefined ? [] : [impUid]),
    ...(fault === undefined ? [] : [`(fault ${fault})`])
  ].join(" ")

/** This uid, if the sandbox made it. */
export const uidMadeHere = (uid: unknown): string | undefined =>
  typeof uid === "string" && MADE_HERE.test(uid) ? uid : undefined

// internal

const MADE_HERE = /^(?:imp|order)_\d{12}$/
