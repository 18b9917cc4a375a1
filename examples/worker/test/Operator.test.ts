import { afterAll, describe, it } from "@effect/vitest"
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { sentOrNot } from "./operator/sentOrNot.ts"
import { storedOrNot } from "./operator/storedOrNot.ts"
import { layer } from "./shop.ts"

const server = await postgres()
let merchants = 0

for (const tests of [storedOrNot, sentOrNot]) {
  describe("the operator on SQLite", tests((settings) => layer(settings)))

  if (isServer(server)) {
    describe(
      "the operator on PostgreSQL",
      tests((settings) => layer({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `op${merchants++}`, ...settings }))
    )
  } else it.skip(server)
}

if (isServer(server)) afterAll(server.stop)
