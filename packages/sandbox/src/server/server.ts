/**
 * The emulated server. It imports only Node and its own files.
 *
 * | folder     | what it contains                                                                    |
 * | ---------- | ----------------------------------------------------------------------------------- |
 * | `http/`    | the listener, one exchange of request and response, bodies, loopback addresses      |
 * | `api/`     | the emulated calls, their messages, payments, the sandbox ledger and webhooks       |
 * | `rules/`   | the PGs' documented rules about cancels, one subject a file, and their switches     |
 * | `faults/`  | failures that a test can cause: broken connections, late or wrong responses         |
 * | `control/` | the control API `/_sandbox`, with which a test makes payments and changes behaviour |
 *
 * A request goes from `http/exchange.ts` to `api/answer.ts` or `control/answerControl.ts`. All data
 * of a server is in `state.ts`.
 */
import { listen, type Listener } from "./http/listener.ts"
import type { Settings } from "./settings.ts"
import { makeState } from "./state.ts"

/** Starts a server with empty state. */
export const serve = (settings: Settings): Promise<Listener> =>
  listen(makeState(settings), settings.port, settings.host)
