/** An overview of a sandbox: for programs as JSON and for people as a page. */
import type { Count, RouteName } from "../api/requestCounts.ts"
import type { LoggedRequest } from "../requestLog.ts"
import type { State } from "../state.ts"
import { isoTime } from "../time.ts"
import { ACTIONS } from "./actions.ts"

/** What `GET /_sandbox` shows. It contains no credentials and nothing of a payment's buyer. */
export interface Overview {
  readonly name: "portone-sandbox"
  /** The base address that replaces `https://api.iamport.kr`. */
  readonly url: string
  readonly clock: { readonly now: number; readonly iso: string; readonly frozen: boolean }
  readonly payments: number
  /** Entries of the sandbox ledger. */
  readonly cancels: number
  readonly requests: Readonly<Record<RouteName, Count>>
  readonly faults: ReadonlyArray<{ readonly route: string; readonly fault: string; readonly times: number }>
  readonly webhook: string | null
  /** The calls of the control API. */
  readonly calls: ReadonlyArray<string>
  /** The latest requests, newest first. */
  readonly latest: ReadonlyArray<LoggedRequest>
}

/** How many requests the overview shows. */
const SHOWN = 20

/** The overview of a sandbox that a caller reached under this address. */
export const overview = (state: State, url: string): Overview => ({
  name: "portone-sandbox",
  url,
  clock: {
    now: state.clock.seconds(),
    iso: isoTime(state.clock.seconds()),
    frozen: state.clock.isFrozen
  },
  payments: state.payments.size,
  cancels: state.ledger.entries().length,
  requests: state.requestCounts.snapshot(),
  faults: state.faults.list().map(({ fault, route, times }) => ({ route, fault: fault.name, times })),
  webhook: withoutQuery(state.webhooks.settings.url),
  calls: Object.keys(ACTIONS).map((key) => key.replace(" ", " /_sandbox/").replace(":id", "{imp_uid}")),
  latest: state.requestLog.list().slice(0, SHOWN)
})

// internal

// The query or the user name of an address may be a secret.
const withoutQuery = (address: string | undefined): string | null => {
  if (address === undefined) return null
  const { origin, pathname } = new URL(address)
  return origin + pathname
}
