/** A path for the log, without what the caller chose. */
import { STATUSES } from "../api/lookUps/pages.ts"
import { ROUTES } from "../api/routeTable.ts"
import { ACTIONS } from "../control/actions.ts"
import { uidMadeHere } from "../requestLog.ts"

/** The path with `…` for each unknown part: `/payments/imp_my_own` becomes `/payments/…`. */
export const knownPath = (path: string): string => {
  const parts = path.split("/").slice(1, LONGEST + 1)
  const known = parts.map((part) => part === "" || WORDS.has(part) || uidMadeHere(part) !== undefined ? part : "…")
  return `/${known.join("/")}`
}

// internal

/** Parts of the longest path of both APIs, and one more. */
const LONGEST = 7

// Every literal part of a path of the official API and of the control API.
const WORDS: ReadonlySet<string> = new Set([
  ...[...ROUTES.map(({ path }) => path), ...Object.keys(ACTIONS).map((key) => `/${key.split(" ")[1]}`)]
    .flatMap((path) => path.split("/")).filter((part) => !/^[{:]/.test(part)),
  ...STATUSES,
  "_sandbox",
  "all"
])
