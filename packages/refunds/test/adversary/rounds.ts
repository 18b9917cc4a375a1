/**
 * Plays a round: calls every refund that is owed until it ends, as the outcomes advise and no other
 * way. Where an outcome asks for a person, the person reads the server's truth.
 */
import type { RefundCommand } from "./commands.ts"
import type { Owed, Plan } from "./plan.ts"
import type { Answer, Processes } from "./processes.ts"
import { type Draw, draw } from "./random.ts"
import type { Call, Unfinished } from "./records.ts"
import type { Hostile } from "./server/server.ts"
import * as Turns from "./turns.ts"

export interface Played {
  readonly calls: ReadonlyArray<Call>
  readonly unfinished: ReadonlyArray<Unfinished>
  /** How often more than one process called a refund at the same time. */
  readonly raced: number
  /** A person made the ledger forget a refund. */
  readonly isForgotten: boolean
  readonly trace: ReadonlyArray<string>
}

/** Calls after which a refund has no end, counted from the last fault or kill of the round. */
const PATIENCE = 16

/** Units: milliseconds. */
const SILENCE = 300_000

export const play = async (
  plan: Plan,
  seed: string,
  server: Hostile,
  processes: Processes,
  hasLedger: boolean
): Promise<Played> => {
  const { impUid } = plan.scenario
  const calls: Array<Call> = []
  const unfinished: Array<Unfinished> = []
  const trace: Array<string> = []
  let raced = 0
  let killed = 0
  let isForgotten = false
  const turns = Turns.make()
  // Refunds that a person found at the PG before the ledger forgot them.
  const compared = new Set<string>()
  // A rejection is not final without a ledger: such a refund ends when the PG stops to reject it.
  const isEndless = plan.scenario.obstacle !== undefined && !hasLedger
  server.add(plan.scenario)

  const callOnce = async (owed: Owed, attempt: Attempt, place: number, choice: Choice): Promise<Result> => {
    const nonce = `${owed.refund}.${attempt.number}`
    const command: Omit<RefundCommand, "id"> = {
      do: "refund",
      impUid,
      nonce,
      key: choice.key,
      amount: owed.amount,
      reason: `${plan.reason} ~${nonce}~`.trim(),
      secret: choice.secret,
      earlier: choice.earlier,
      isCalm: choice.isCalm,
      onForeign: plan.onForeign,
      tag: plan.tag,
      echoesReason: plan.echoesReason,
      singleWriter: plan.singleWriter
    }
    await turns.enter()
    // A person has found it at the PG while this call waited for its turn.
    if (compared.has(nonce)) {
      turns.leave()
      return "not called"
    }
    const answer = await processes.ask(place, command, SILENCE)
    turns.leave()
    if (typeof answer === "string") {
      killed++
      trace.push(`${nonce} ${answer}`)
      return answer
    }
    const call = toCall(impUid, nonce, choice.key, answer)
    calls.push(call)
    trace.push(`${nonce} ${call.process} ${describe(call)}`)
    return call
  }

  const finish = async (owed: Owed, index: number) => {
    const dice = draw(`${seed}/${plan.name}/calls/${index}`)
    let attempt: Attempt = { number: 0, key: owed.key, isFresh: true }
    let isCareful = false
    let quiet = 0
    let seen = 0
    for (let count = 0;; count++) {
      if (count >= plan.calmAfter) server.calm(impUid)
      // On a busy machine every call may be killed, of this refund or of one in its way.
      if (killed !== seen) quiet = 0
      seen = killed
      if (count >= plan.calmAfter && ++quiet > (isEndless ? 3 : PATIENCE)) {
        // The outcome may say that the obstacle passes, and here it does not.
        const own = calls.filter(({ nonce }) => nonce.startsWith(`${owed.refund}.`))
        const isOpen = own.some(({ next, tag }) => tag === "Rejected" && next === "call-again") &&
          own.at(-1)?.cause !== "AnotherRefundOpen"
        if (!isEndless && !isOpen) {
          unfinished.push({ impUid, refund: owed.refund, calls: quiet, last: trace.at(-1) ?? "" })
        }
        return
      }
      const places = dice.some(
        Array.from({ length: processes.count }, (_, place) => place),
        1 + dice.below(processes.count)
      )
      if (places.length > 1) raced++
      if (compared.has(`${owed.refund}.${attempt.number}`)) return
      const choices = places.map(() =>
        choose(dice, plan, owed, attempt, isCareful, count, places.length === 1 && !hasLedger)
      )
      attempt = { number: attempt.number, key: attempt.key, isFresh: false }
      const results = await Promise.all(places.map((place, i) => callOnce(owed, attempt, place, choices[i]!)))
      const decided = await decide(results, owed, attempt)
      if (decided === "over") return
      if (decided === "done") {
        if (dice.chance(0.5)) {
          await callOnce(
            owed,
            attempt,
            dice.below(processes.count),
            choose(dice, plan, owed, attempt, true, count, false)
          )
        }
        return
      }
      if (decided === "careful") isCareful = true
      if (decided === "new key") {
        if (attempt.number === 2) return
        attempt = { number: attempt.number + 1, key: `${owed.key}-${attempt.number + 1}`, isFresh: true }
      }
    }
  }

  /** What the shop does after the results of one refund. */
  const decide = async (results: ReadonlyArray<Result>, owed: Owed, attempt: Attempt): Promise<Decision> => {
    const known = results.filter((one): one is Call => typeof one === "object")
    if (known.some(({ tag }) => INPUT_ERRORS.has(tag))) return "careful"
    if (known.length < results.length || known.some(({ next }) => next === "call-again")) return "again"
    if (known.some(({ next }) => next === "done")) return "done"
    if (known.every(({ tag }) => tag === "Rejected" || tag === "NotRefunded")) {
      return known.some(({ proof }) => proof === "InsufficientBalance") ? "over" : "new key"
    }
    if (known.every(({ isError, tag }) => isError && tag !== "KeyReused")) return "again"
    return compare(known, owed, attempt)
  }

  /** A person compares one refund with PortOne and the PG while no call runs. */
  const compare = (known: ReadonlyArray<Call>, owed: Owed, attempt: Attempt): Promise<Decision> =>
    turns.alone(() => compareAlone(known, owed, attempt))

  const compareAlone = async (known: ReadonlyArray<Call>, owed: Owed, attempt: Attempt): Promise<Decision> => {
    await server.settle(impUid)
    const nonce = `${owed.refund}.${attempt.number}`
    const isDone = server.applied(impUid, nonce).length > 0
    trace.push(`${nonce} a person finds it ${isDone ? "" : "not "}refunded`)
    // Without tags an open refund stops all others of the payment.
    const isInTheWay = isDone && hasLedger && !plan.tag
    if (isInTheWay || known.some(({ isLocked }) => isLocked === true)) {
      trace.push(`${nonce} a person unlocks the refund`)
      isForgotten = true
      if (isDone) compared.add(nonce)
      const forget = { do: "forget", impUid, key: attempt.key, secret: careful(plan) } as const
      // The process of the person may be killed as well.
      while (typeof await processes.ask(0, forget, SILENCE) === "string");
    }
    // If the PG rejects it for good, the person gives the money back in another way.
    if (isDone || plan.scenario.obstacle !== undefined) return "over"
    // Without a ledger, nothing stores that the equal cancel is another's.
    const isUnstored = !hasLedger && known.some(({ cause }) => cause === "EqualForeignCancel")
    if (isUnstored || known.some(({ tag }) => tag === "KeyReused")) return "new key"
    return known.some(({ cause }) => cause === "BrokenInvariant") ? "over" : "again"
  }

  await Promise.all(plan.owed.map(finish))
  server.calm(impUid)
  await server.settle(impUid)
  return { calls, unfinished, raced, isForgotten, trace }
}

// internal

type Result = Call | "killed" | "silent" | "not called"

type Decision = "again" | "careful" | "new key" | "done" | "over"

interface Attempt {
  readonly number: number
  readonly key: string
  /** No process has called the key yet. */
  readonly isFresh: boolean
}

type Choice = Pick<RefundCommand, "key" | "secret" | "earlier" | "isCalm">

/** Errors of which the message says what to correct. */
const INPUT_ERRORS = new Set(["InvalidRefund", "UnusableTagSecret", "TagSecretUnknown"])

const choose = (
  dice: Draw,
  plan: Plan,
  owed: Owed,
  attempt: Attempt,
  isCareful: boolean,
  count: number,
  mayKnow: boolean
): Choice => ({
  key: isCareful || attempt.number > 0 ? attempt.key : dice.pick([attempt.key, ...owed.spellings]),
  secret: isCareful
    ? careful(plan)
    : plan.isInTurn
    ? plan.secrets[Math.min(count, plan.secrets.length - 1)]!
    : dice.pick(plan.secrets),
  earlier: attempt.isFresh && mayKnow && dice.chance(0.7) ? "none" : undefined,
  isCalm: count >= plan.calmAfter
})

/** The secret that knows all others. */
const careful = ({ secrets }: Plan) => secrets.some((one) => one.startsWith("rotated")) ? "rotatedAndPrevious" : "usual"

const toCall = (impUid: string, nonce: string, key: string, answer: Exclude<Answer, string>): Call => ({
  ...(answer as unknown as Call),
  impUid,
  nonce,
  key,
  startedAt: BigInt(String(answer["startedAt"])),
  endedAt: BigInt(String(answer["endedAt"]))
})

const describe = (call: Call) =>
  [call.tag, call.cause ?? call.proof ?? call.certain, call.next ?? call.resend, call.sends, call.isLocked && "locked"]
    .filter((part) => part !== undefined && part !== false).map(String).join(" ")
