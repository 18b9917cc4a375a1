/**
 * A queue in a process of its own: `node driver.ts <queue> <place as JSON>`.
 */
import type { MakeQueue, Place } from "./Queue.ts"

/** What the process is asked for. */
export type Order =
  | { readonly add: ReadonlyArray<string> }
  | "left"
  | "work"
  | "cpu"
  | "rss"
  | "close"

const [, , name = "", place = ""] = process.argv
const { make } = await import(`./${name}.ts`) as { readonly make: MakeQueue }
const queue = await make(JSON.parse(place) as Place)

const carryOut = async (order: Order): Promise<number> => {
  if (order === "cpu") {
    const { system, user } = process.cpuUsage()
    return user + system
  }
  if (order === "rss") return process.memoryUsage.rss()
  if (order === "left") return queue.left()
  if (order === "work") await queue.work()
  else if (order === "close") await queue.close()
  else await queue.add(order.add)
  return 0
}

process.on("message", (order: Order) => {
  void carryOut(order).then(
    (result) => {
      process.send?.({ result })
      if (order === "close") process.exit(0)
    },
    (error: unknown) => process.send?.({ problem: error instanceof Error ? error.stack : String(error) })
  )
})
process.on("disconnect", () => process.exit(0))
process.send?.({ result: 0 })
