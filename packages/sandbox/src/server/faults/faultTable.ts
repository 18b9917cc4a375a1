/**
 * All faults. Each has a name, says whether the request is carried out all the same, describes what
 * the caller sees, and does it. A new fault goes into one of the four files that are imported here
 * and into the table of the README.
 */
import { BROKEN_CONNECTIONS } from "./brokenConnections.ts"
import type { Fault } from "./fault.ts"
import { SLOW_RESPONSES } from "./slowResponses.ts"
import { WRONG_BODY } from "./wrongBody.ts"
import { WRONG_STATUS } from "./wrongStatus.ts"

/** The table. */
export const FAULTS: ReadonlyArray<Fault> = [
  ...BROKEN_CONNECTIONS,
  ...SLOW_RESPONSES,
  ...WRONG_STATUS,
  ...WRONG_BODY
]
