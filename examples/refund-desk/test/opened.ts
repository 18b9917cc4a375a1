/**
 * A sandbox and a shop for all tests of a file, closed after them.
 */
import { afterAll } from "@effect/vitest"
import { setLimits } from "./limits.ts"
import { openShop, type Setup, type Shop, start, written } from "./shop.ts"

/** A sandbox on a socket. */
export type Sandbox = Awaited<ReturnType<typeof start>>

/** Opens both. What the file itself opens afterwards is closed by an `afterAll` of its own. */
export const opened = async (setup: Setup = {}): Promise<{ readonly sandbox: Sandbox; readonly shop: Shop }> => {
  setLimits()
  written.length = 0
  const sandbox = await start()
  const shop = await openShop(sandbox, setup)
  afterAll(async () => {
    await shop.close()
    await sandbox.close()
  })
  return { sandbox, shop }
}
