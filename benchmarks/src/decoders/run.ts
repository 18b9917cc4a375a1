/**
 * One decoder in a process of its own: `node run.ts <decoder> <entries> <milliseconds>`. Prints
 * some decoded fields and the CPU of one decoding, in µs.
 */
import { payment } from "../stub/payment.ts"
import type { Decoder } from "./Decoder.ts"

const [, , name = "", entries = "3", millis = "500"] = process.argv
const { decoder } = await import(`./${name}.ts`) as { readonly decoder: Decoder }
const text = JSON.stringify(payment(Number(entries)))

const decodeFor = (time: number) => {
  let times = 0
  const since = performance.now()
  const cpu = process.cpuUsage()
  while (performance.now() - since < time) {
    for (let i = 0; i < 50; i++) decoder.decode(text)
    times += 50
  }
  const { system, user } = process.cpuUsage(cpu)
  return (user + system) / times
}

decodeFor(Number(millis))
const micros = decodeFor(Number(millis))
console.log(JSON.stringify({ micros, facts: decoder.facts(decoder.decode(text) as never) }))
