/**
 * A process that appends fifty events: `node examples/worker/test/appendEvents.ts <action>`.
 */
import { ConfigProvider, Effect, Layer } from "effect"
import * as Database from "../src/Database.ts"
import * as Events from "../src/events/Events.ts"
import { Settings } from "../src/Settings.ts"

const [, , action = "appended"] = process.argv

const layer = Events.layer.pipe(
  Layer.provideMerge(Database.layer),
  Layer.provideMerge(Settings.layer),
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({
    ...process.env,
    WORKER_MERCHANT: "two processes",
    PORTONE_IMP_KEY: "set, so that the merchant is not the one of the sandbox"
  })))
)

await Effect.runPromise(
  Effect.gen(function*() {
    const events = yield* Events.Events
    for (let n = 0; n < 50; n++) yield* events.append({ action, detail: { n } })
  }).pipe(Effect.provide(layer))
)
