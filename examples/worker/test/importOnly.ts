/**
 * Imports a CSV without refunding anything: `node importOnly.ts <file>`. Prints time and peak
 * memory.
 */
import { ConfigProvider, Effect, Layer } from "effect"
import { rmSync } from "node:fs"
import * as Import from "../src/import/Import.ts"
import * as Worker from "../src/Worker.ts"

const [file = ""] = process.argv.slice(2)
const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DATABASE_FILE: `${file}.db` }))
const began = performance.now()
const { added } = await Effect.runPromise(
  Effect.provide(Import.importFile(file), Layer.provideMerge(Worker.storage, config))
)
const seconds = (performance.now() - began) / 1000
console.log(
  `${added} lines imported, ${seconds.toFixed(1)} s, at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`
)
for (const end of ["", "-wal", "-shm"]) rmSync(`${file}.db${end}`, { force: true })
