/**
 * One cell of the matrix: a server, a ledger, some processes, and rounds until the time is up.
 */
import { group } from "./group.ts"
import { judge } from "./judge.ts"
import { type Plan, plan, round } from "./plan.ts"
import * as Processes from "./processes.ts"
import { draw } from "./random.ts"
import type { Truth, Violation } from "./records.ts"
import { play, type Played } from "./rounds.ts"
import * as Server from "./server/server.ts"

export interface Cell {
  readonly ledger: "none" | "sqlite" | "postgres"
  readonly processes: number
}

export interface Found {
  readonly violation: Violation
  /** What the round consisted of, smallest first. */
  readonly size: number
  readonly input: string
}

export interface Counts {
  readonly refunds: number
  readonly rounds: number
  readonly calls: number
  /** Cancels that reached the server. */
  readonly cancels: number
  readonly kills: number
  readonly stops: number
  readonly raced: number
  readonly found: ReadonlyArray<Found>
}

interface Options {
  readonly cell: Cell
  readonly name: string
  readonly seed: string
  readonly directory: string
  readonly ledger: string
  /** The number of the first round. */
  readonly first: number
  /** How long rounds are begun. Units: milliseconds. */
  readonly slice: number
  readonly only: ReadonlyArray<number> | undefined
  readonly times: number
  readonly faults: ReadonlyArray<string> | undefined
  readonly trace: boolean
}

/** Rounds at the same time. */
const LANES = 20

export const playCell = async (options: Options): Promise<Counts> => {
  const { cell, directory, faults, first, ledger, name, only, seed, slice, times, trace } = options
  const server = await Server.start()
  const hasLedger = cell.ledger !== "none"
  const processes = await Processes.start(cell.processes, `${cell.ledger}-${cell.processes}-${first}`, directory, {
    url: server.url,
    ledger
  })
  const until = performance.now() + slice
  const calm = processes.disturb(draw(`${seed}/${name}/${first}/kills`))
  const results: Array<{ readonly plan: Plan; readonly played: Played }> = []

  const begun: Array<Plan> = []
  const playOne = async (number: number, time: number) => {
    const one = plan(seed, `${name}/${number}`, { faults }, hasLedger)
    // The same round again is another payment.
    const repeated = time === 0
      ? one
      : { ...one, scenario: { ...one.scenario, impUid: `${one.scenario.impUid.slice(0, 28)}${time}` } }
    begun.push(repeated)
    results.push({ plan: repeated, played: await play(repeated, seed, server, processes, hasLedger) })
  }

  const jobs = only === undefined
    ? undefined
    : only.flatMap((number) => Array.from({ length: times }, (_, time) => [number, time] as const))
  let next = first
  await Promise.all(Array.from({ length: LANES }, async () => {
    if (jobs !== undefined) {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await playOne(...job)
    } else while (performance.now() < until) await playOne(next++, 0)
    // The rounds that are left end without faults.
    for (const { scenario } of begun) server.calm(scenario.impUid)
  }))
  calm()
  processes.close()
  await server.close()

  const all = judge({
    rounds: results.map(({ plan, played }) => round(plan, hasLedger, played.isForgotten)),
    truth: server.truth,
    calls: results.flatMap(({ played }) => played.calls),
    unfinished: results.flatMap(({ played }) => played.unfinished)
  })
  // Later calls of a refund repeat what the first one reported.
  const violations = [...group(all, ({ impUid, kind, refund }) => `${kind} ${impUid} ${refund}`).values()]
    .map(([one]) => one!)
  const byPayment = group(results, ({ plan }) => plan.scenario.impUid)
  const found = violations.map((violation): Found => {
    const { plan, played } = byPayment.get(violation.impUid)![0]!
    const { impUid } = plan.scenario
    const input = describe(plan, server.met(impUid), played, server.truth.filter((one) => one.impUid === impUid))
    return { violation, input, size: server.met(impUid).length * 10 + plan.owed.length * 5 + played.trace.length }
  })
  for (const { input, violation } of found) {
    console.log(`VIOLATION ${violation.kind}: ${violation.text} (seed ${seed}, --only ${violation.round})`)
    if (trace) console.log(input)
  }
  console.log(`${name}: ${results.length} rounds, ${found.length} violations`)
  return {
    refunds: results.reduce((total, { plan }) => total + plan.owed.length, 0),
    rounds: results.length,
    calls: results.reduce((total, { played }) => total + played.trace.length, 0),
    cancels: server.truth.filter(({ type }) => type === "received").length,
    kills: processes.kills(),
    stops: processes.stops(),
    raced: results.reduce((total, { played }) => total + played.raced, 0),
    found
  }
}

// internal

const describe = (plan: Plan, met: ReadonlyArray<string>, { trace }: Played, truth: ReadonlyArray<Truth>) => {
  const { amount, echo, hasIds, isPromotion, obstacle, order } = plan.scenario
  const given = {
    amount,
    keys: plan.owed.map(({ key, spellings }) => [key, ...spellings]),
    echo,
    order,
    hasIds,
    reason: plan.reason,
    obstacle,
    onForeign: plan.onForeign,
    ...(plan.isInside ? {} : { outside: true }),
    ...(isPromotion ? { isPromotion } : {}),
    ...(plan.tag ? {} : { tag: false }),
    ...(plan.echoesReason ? { echoesReason: true } : {}),
    ...(plan.singleWriter ? { singleWriter: true } : {}),
    ...(plan.secrets.length > 1 ? { secrets: plan.secrets } : {})
  }
  return [
    `  given ${JSON.stringify(given)}`,
    `  faults met: ${met.join(", ") || "none"}`,
    ...trace.map((line) => `  call   ${line}`),
    ...truth.map((one) => `  server ${line(one)}`)
  ].join("\n")
}

const line = (one: Truth) =>
  one.type === "received"
    ? `received ${one.nonce} from ${one.process}: ${String(one.amount)} with ${String(one.checksum)} at ${one.balance}`
    : one.type === "applied"
    ? `applied ${one.nonce ?? "console"} ${one.amount}${one.isHidden ? " at the PG only" : ""}`
    : `took back ${one.nonce}`
