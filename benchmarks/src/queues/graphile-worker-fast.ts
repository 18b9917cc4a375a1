import { makeWith } from "./graphile-worker.ts"

export const make = makeWith(true)
