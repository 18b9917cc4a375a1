/**
 * Draws a round: what the server does, and which refunds are called how.
 */
import type { Secret } from "./commands.ts"
import { type Draw, draw } from "./random.ts"
import type { Round } from "./records.ts"
import { cancelFaults, type Fault, lookUpFaults, outsideFaults, type Scenario } from "./server/scenario.ts"
import * as Texts from "./server/texts.ts"

/** One refund that is owed. */
export interface Owed {
  readonly refund: string
  readonly amount: number
  readonly key: string
  /** Texts that a machine may have made of the key. A person sees no difference. */
  readonly spellings: ReadonlyArray<string>
}

export interface Plan {
  readonly name: string
  readonly scenario: Scenario
  readonly owed: ReadonlyArray<Owed>
  readonly isInside: boolean
  readonly onForeign: "replan" | undefined
  readonly tag: boolean
  readonly echoesReason: boolean
  readonly singleWriter: boolean
  readonly reason: string
  readonly secrets: ReadonlyArray<Secret>
  /** The first call uses the first secret and later calls the last; otherwise any call uses any. */
  readonly isInTurn: boolean
  /** The call from which on no fault is left. */
  readonly calmAfter: number
}

/** Restrictions of a run. */
export interface Limits {
  /** Only these faults. */
  readonly faults: ReadonlyArray<string> | undefined
}

export const plan = (seed: string, name: string, limits: Limits, hasLedger: boolean): Plan => {
  const dice = draw(`${seed}/${name}`)
  const isInside = dice.chance(0.85)
  const impUid = `imp_${String(draw(`uid/${seed}/${name}`).below(1e9)).padStart(9, "0")}${name.replaceAll(/\W/g, "")}`
    .slice(0, 32)
  const amount = 3000
  const keyCount = isInside ? dice.pick([1, 1, 2, 3]) : 1
  const echo = dice.pick(["all", "all", "all", "prefixed", "cut", "prefixedAndCut", "broken", "none"] as const)
  const isEchoed = echo !== "broken" && echo !== "none"
  const tag = dice.chance(0.85)
  const isFound = isEchoed && tag

  const possible = isInside ? insideFaults(isFound && keyCount === 1) : outsideFaults
  const wanted = dice.some(possible, isInside ? dice.pick([0, 1, 1, 2, 2, 3, 4, 6]) : dice.pick([1, 1, 2]))
  const faults = withoutDeadlocks(wanted)
    .filter((one) => limits.faults?.includes(one) ?? true)
  const secrets: ReadonlyArray<Secret> = isInside && dice.chance(0.12)
    ? dice.pick(hasLedger ? mixedWithLedger : mixed)
    : ["usual"]
  const hasConsole = faults.some((one) => one.startsWith("console"))

  const scenario: Scenario = {
    impUid,
    seed: `${seed}/${name}/server`,
    amount: dice.pick([3000, 6000, 10_000, 30_000]) * keyCount,
    pg: dice.pick(["html5_inicis", "nice", "kcp", "kakaopay", "tosspayments", "hostile_pg"]),
    echo,
    order: dice.pick(["oldestFirst", "newestFirst", "changing"]),
    hasIds: dice.chance(0.6),
    staysPaid: dice.chance(0.5),
    // A smaller amount can only be recognised by its tag.
    isPromotion: isFound && isInside && dice.chance(0.05),
    equal: amount,
    faults,
    budget: faults.length === 0 ? 0 : 1 + dice.below(6),
    obstacle: isInside && dice.chance(0.04) ? dice.pick(Texts.listed) : undefined
  }

  return {
    name,
    scenario,
    isInside,
    owed: Array.from({ length: keyCount }, (_, index) => owed(dice, `${impUid.slice(4)}-${index}`, amount)),
    onForeign: dice.chance(0.25) ? "replan" : undefined,
    tag,
    // True only where it is true: every cancel of ours shows its tag.
    echoesReason: isFound && dice.chance(0.3),
    singleWriter: isInside && keyCount === 1 && !hasConsole && dice.chance(0.2),
    reason: dice.pick(["변심", "[CANCELLATION] 고객 변심", "[PARTIALCANCL]", "[ABCDEFGHIJKL] 반품", ""]),
    secrets,
    isInTurn: !hasLedger && secrets.includes("rotatedAndPrevious"),
    calmAfter: 2 + dice.below(4)
  }
}

/** How often a cancel may be sent under one key. */
export const TOTAL_SENDS = 12

/** What the judge must know of a plan. */
export const round = (plan: Plan, hasLedger: boolean, isForgotten: boolean): Round => ({
  name: plan.name,
  impUid: plan.scenario.impUid,
  isInside: plan.isInside,
  hasLedger,
  // Cancels that an obstacle rejects are documented to count a tenth.
  totalSends: hasLedger && !isForgotten
    ? plan.scenario.obstacle === undefined ? TOTAL_SENDS : 10 * TOTAL_SENDS
    : undefined,
  isOursAndTagged: plan.tag && !plan.scenario.faults.some((one) => one.startsWith("console")) &&
    plan.scenario.echo !== "broken" && plan.scenario.echo !== "none",
  refunds: plan.owed
})

// internal

const mixed: ReadonlyArray<ReadonlyArray<Secret>> = [["blankAtTheEnd", "usual"], ["usual", "rotatedAndPrevious"]]

// Without a ledger a process that does not know all secrets cannot notice it.
const mixedWithLedger: ReadonlyArray<ReadonlyArray<Secret>> = [...mixed, ["usual", "rotated"]]

const insideFaults = (isAlone: boolean): ReadonlyArray<Fault> =>
  [
    ...new Set<Fault>([...cancelFaults, ...lookUpFaults])
  ].filter((one) => isAlone || one !== "console-equal")

/**
 * An old look-up after a rejection that hides a refund leaves no evidence of it. One of the two is
 * left out.
 */
const withoutDeadlocks = (faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.some((one) => one.endsWith("-after") && one !== "5xx-after")
    ? faults.filter((one) => one !== "stale" && one !== "torn")
    : faults

const owed = (dice: Draw, refund: string, amount: number): Owed => {
  const isOdd = dice.chance(0.1)
  const key = isOdd ? `환불-${refund}` : `refund-${refund}`
  const spellings = isOdd ? dice.pick([[key.normalize("NFD")], [`${key} `], [`${key}\u200b`], [`${key}\n`]]) : []
  return { refund, amount, key, spellings }
}
