/**
 * All faults. Each has a name, says whether the request is carried out all the same, describes what
 * the caller sees, and does it. The README has the same table.
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
