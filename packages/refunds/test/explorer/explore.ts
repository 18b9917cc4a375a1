/**
 * Every interleaving within the bounds, breadth first, so that the first violation has a shortest
 * trace. Drives the production `step`.
 */
import type { Outcome } from "../../src/protocol/outcome.ts"
import type { PaymentRecord } from "../../src/protocol/paymentRecord.ts"
import type { Snapshot } from "../../src/protocol/snapshot.ts"
import { type Command, type Event, start, type State, type Step } from "../../src/protocol/state.ts"
import type { Verdict } from "../../src/protocol/verdict.ts"
import { protocolWithout } from "../ablations/protocol.ts"
import { GAPS, type Node, packing } from "./node.ts"
import { Places } from "./places.ts"
import type { Scenario } from "./scenario.ts"

/**
 * [origin, amount, alive, secret]; origin is a refund's index or -1 for another program, secret the
 * one that the tag was made with.
 */
type Applied = readonly [origin: number, amount: number, alive: boolean, secret: number]
/**
 * [refund, amount, checksum, phase]; phase 0 is flying, 1 has passed the check, 2 settles later.
 */
type Message = readonly [refund: number, amount: number, checksum: number | null, phase: 0 | 1 | 2, secret: number]

interface Activity {
  readonly refund: number
  readonly step: Step
  /** What a look-up has shown, before the call gets to know it. */
  readonly seen?: number
}

export interface Result {
  readonly violation: string | undefined
  readonly trace: ReadonlyArray<string>
  readonly states: number
  readonly edges: number
  readonly complete: boolean
  readonly ends: Readonly<Record<string, number>>
  /**
   * From every state some way leads to every refund having an end, or out of the bound on sends;
   * undefined when not asked for.
   */
  readonly live: boolean | undefined
}

const reportedAs = (outcome: Outcome): number =>
  outcome._tag === "Succeeded"
    ? 1
    : outcome._tag === "NotRefunded"
    ? 2
    : outcome._tag === "Undetermined" && outcome.cause === "BrokenInvariant"
    ? 4
    : outcome._tag === "KeyReused"
    ? 5
    : 3

// The edit that takes the rule `checksum` away marks the command.
const checksumOf = (command: Extract<Command, { readonly _tag: "Send" }>): number | null =>
  "unchecked" in command ? null : command.plan.checksum

/** Writes a label. Nearly all of them are thrown away, so an exploration writes none. */
type Say = (text: TemplateStringsArray, ...values: ReadonlyArray<string | number>) => string

const unsaid: Say = () => ""

class Interned<A> {
  readonly #ids = new Map<string, number>()
  readonly #values: Array<A> = []
  id(value: A): number {
    const key = JSON.stringify(value)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    this.#values.push(value)
    this.#ids.set(key, this.#values.length - 1)
    return this.#values.length - 1
  }
  get(id: number): A {
    return this.#values[id] as A
  }
}

export const explore = async (config: Scenario): Promise<Result> => {
  const { record: { empty, isFoundByTag, blockingRefund, refundRecordOf }, step: { step }, turn: { turn } } =
    await protocolWithout(
      config.without
    )
  const histories = new Interned<ReadonlyArray<Applied>>()
  const nets = new Interned<ReadonlyArray<Message>>()
  const activities = new Interned<Activity | null>()
  const snapshots = new Interned<Snapshot>()
  const guards = new Interned<PaymentRecord>()
  activities.id(null)
  guards.id(empty)

  const left = (history: ReadonlyArray<Applied>) =>
    history.reduce((sum, [, amount, alive]) => alive ? sum - amount : sum, config.balance)

  const secretOf = (worker: number) => config.secrets === "one" ? 0 : Math.min(worker, 1)
  const idOf = (refund: number, secret: number) => `${secret === 0 ? "T" : "U"}${refund}`
  const knownSecrets = (worker: number) => config.secrets === "both" ? [0, 1] : [secretOf(worker)]

  const ask = (refund: number, worker: number): State["ask"] => ({
    ...config.ask,
    ...(config.store && config.ask.earlier === "none" ? { earlier: "in-ledger" } : {}),
    amount: config.amounts[refund] ?? 0,
    searchIds: config.tagged ? knownSecrets(worker).map((secret) => idOf(refund, secret)) : [],
    tag: config.tagged ? idOf(refund, secretOf(worker)) : undefined
  })

  const entryId = (index: number, amount: number) => config.contentIds ? String(amount) : `c${index}`
  const viewIn = (
    balanceOf: ReadonlyArray<Applied>,
    historyOf: ReadonlyArray<Applied>,
    secrets: ReadonlyArray<number>,
    newestFirst: boolean
  ): number => {
    const entries = historyOf.map(([origin, amount, alive, secret], index) => {
      const tag = origin >= 0 && config.tagged && !config.tagLost ? idOf(origin, secret) : undefined
      const isKnown = tag !== undefined && secrets.includes(secret)
      return {
        alive,
        entry: {
          amount,
          id: entryId(index, amount),
          tags: tag !== undefined && isKnown ? [tag] : [],
          words: [...config.pgWord ? ["CANCELLATION"] : [], ...tag !== undefined && !isKnown ? [tag] : []]
        }
      }
    }).filter(({ alive }) => alive).map(({ entry }) => entry)
    return snapshots.id({
      paid: config.balance,
      balance: left(balanceOf),
      ...(config.promotionShown ? { hasPromotion: true } : {}),
      entries: newestFirst ? entries.toReversed() : entries
    })
  }

  const viewsOf: ReadonlyArray<Map<number, ReadonlyArray<number>>> = Array.from(
    { length: config.workers },
    () => new Map()
  )
  const views = (history: number, worker: number): ReadonlyArray<number> => {
    const mine = viewsOf[worker] as Map<number, ReadonlyArray<number>>
    const known = mine.get(history)
    if (known !== undefined) return known
    const secrets = knownSecrets(worker)
    const orders = config.order === "changing" ? [false, true] : [config.order === "newest-first"]
    const view = (balanceOf: ReadonlyArray<Applied>, historyOf: ReadonlyArray<Applied>) =>
      orders.map((newestFirst) => viewIn(balanceOf, historyOf, secrets, newestFirst))
    const full = histories.get(history)
    const found = new Set<number>()
    for (let seen = config.staleReads ? 0 : full.length; seen <= full.length; seen++) {
      const others = !config.tornReads ? seen : config.staleReads ? 0 : full.length
      for (let other = others; other <= (config.tornReads ? full.length : seen); other++) {
        for (const one of view(full.slice(0, seen), full.slice(0, other))) found.add(one)
      }
    }
    const list = [...found]
    mine.set(history, list)
    return list
  }

  const events = new Map<string, number>()
  const stepped: Array<Map<number, readonly [activity: number, record: number]>> = []
  /** One transaction: what the store knows, one step, what the store keeps. */
  const after = (
    activity: number,
    record: number,
    event: Event,
    eventKey: string
  ): readonly [activity: number, record: number] => {
    let number = events.get(eventKey)
    if (number === undefined) events.set(eventKey, number = events.size)
    const key = record * 0x10000 + number
    const byKey = stepped[activity] ??= new Map()
    const known = byKey.get(key)
    if (known !== undefined) return known
    const { refund, step: before } = activities.get(activity) as Activity
    const remembered = guards.get(record)
    const [next, kept] = config.store
      ? turn(remembered, idOf(refund, 0), before.state, event)
      : [step(before.state, event), remembered]
    // Every turn reads anew what the ledger knows of the other refunds.
    const own = { ...next, state: { ...next.state, claimed: [], others: [], underWay: [] } }
    const result = [activities.id({ refund, step: own }), config.store ? guards.id(kept) : record] as const
    byKey.set(key, result)
    return result
  }

  const mustWait = (record: number, refund: number) =>
    refundRecordOf(guards.get(record), idOf(refund, 0))?.plan === undefined &&
    blockingRefund(guards.get(record), idOf(refund, 0), isFoundByTag(ask(refund, 0))) !== undefined

  const beginnings = new Map<number, number>()
  const begunBy = (worker: number, refund: number): number => {
    const key = worker * config.amounts.length + refund
    const known = beginnings.get(key)
    if (known !== undefined) return known
    const activity = activities.id({ refund, step: start(ask(refund, worker)) })
    beginnings.set(key, activity)
    return activity
  }

  const commandOf = (activity: number): Command => (activities.get(activity) as Activity).step.command
  const refundOf = (activity: number): number => (activities.get(activity) as Activity).refund

  const initial: Node = {
    history: histories.id([]),
    net: nets.id([]),
    workers: Array.from({ length: config.workers }, () => 0),
    reported: config.amounts.map(() => 0),
    sent: config.amounts.map(() => 0),
    record: 0,
    used: [0, 0, 0, 0, 0, 0, 0, ...config.amounts.map(() => 0)]
  }
  const { read, write, width } = packing(config.workers, config.amounts.length)

  const set = <A>(list: ReadonlyArray<A>, index: number, value: A): ReadonlyArray<A> => list.with(index, value)

  const violated = (node: Node): string | undefined => {
    const history = histories.get(node.history)
    for (let refund = 0; refund < config.amounts.length; refund++) {
      const applied = history.filter(([origin]) => origin === refund).length + (node.used[GAPS + refund] ?? 0)
      if (applied > 1) return `double refund: refund ${refund} was applied ${applied} times`
      if (node.reported[refund] === 1 && applied === 0) {
        return `false success: refund ${refund} was reported done and never applied`
      }
      if (node.reported[refund] === 4) return `broken invariant: refund ${refund}`
      if (node.reported[refund] === 5) return `false key: refund ${refund} was told to be another one`
      if (config.allSucceed && node.reported[refund] === 2) return `false end: refund ${refund} was given up`
      if (config.boundedSends !== undefined && (node.sent[refund] ?? 0) > config.boundedSends) {
        return `too many sends: refund ${refund} was sent ${node.sent[refund]} times`
      }
      if (node.reported[refund] === 2 && applied > 0) {
        return `false rejection: refund ${refund} was reported not refunded and is applied`
      }
    }
    return undefined
  }

  /** Carries out what a worker has decided, as far as that takes no time. */
  const settle = (base: Node, worker: number, [activity, record]: readonly [number, number]): Node => {
    const node = { ...base, record }
    const command = commandOf(activity)
    const refund = refundOf(activity)
    if (command._tag === "Finish") {
      const reported = reportedAs(command.outcome)
      // An end that was reported stays reported; only "unknown" may still become something better.
      const before = node.reported[refund] ?? 0
      return {
        ...node,
        workers: set(node.workers, worker, 0),
        reported: before === 0 || before === 3 ? set(node.reported, refund, reported) : node.reported
      }
    }
    return { ...node, workers: set(node.workers, worker, activity) }
  }

  const answered = (node: Node, activity: number, verdict: Verdict) => {
    const key = verdict._tag === "Applied"
      ? `A${verdict.entry},${verdict.amount},${verdict.seen?.entries},${verdict.seen?.balance}`
      : verdict._tag
    return after(activity, node.record, { _tag: "Answered", verdict }, key)
  }

  const successors = (node: Node, emit: (next: Node, label: string) => void, say: Say) => {
    const history = histories.get(node.history)
    const net = nets.get(node.net)
    const [foreign = 0, crashes = 0, duplicates = 0, uncancels = 0, losses = 0, outOfTime = 0, foreignUncancels = 0] =
      node.used
    const balance = left(history)
    const hidden = config.amounts.reduce((sum, amount, refund) => sum + amount * (node.used[GAPS + refund] ?? 0), 0)

    const spend = (base: Node, index: number): Node => ({
      ...base,
      used: set(base.used, index, (base.used[index] ?? 0) + 1)
    })
    const withNet = (base: Node, messages: ReadonlyArray<Message>): Node => ({
      ...base,
      net: nets.id(messages.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    })
    const taken = (amount: number) => config.promotion && amount > 1 ? amount - 1 : amount
    const apply = (base: Node, origin: number, amount: number, secret: number): Node => ({
      ...base,
      history: histories.id([...histories.get(base.history), [
        origin,
        origin < 0 ? amount : taken(amount),
        true,
        secret
      ]])
    })
    const applied = (base: Node, origin: number, amount: number, secret: number): Verdict => {
      const after = histories.get(apply(base, origin, amount, secret).history)
      const entries = after.filter(([, , alive]) => alive).length
      return {
        _tag: "Applied",
        entry: entryId(after.length - 1, taken(amount)),
        amount: taken(amount),
        seen: { entries, balance: left(after) }
      }
    }
    /** The answer is lost, or reaches a worker that still waits for it. */
    const answer = (base: Node, [refund, amount, checksum]: Message, verdict: Verdict, label: string) => {
      emit(base, say`${label}; the answer is lost`)
      const worker = base.workers.findIndex((activity) => {
        if (activity === 0) return false
        const command = commandOf(activity)
        return refundOf(activity) === refund && command._tag === "Send" && command.plan.amount === amount &&
          checksumOf(command) === checksum
      })
      if (worker < 0) return
      emit(
        settle(base, worker, answered(base, base.workers[worker] ?? 0, verdict)),
        say`${label}; worker ${worker} gets ${verdict._tag}`
      )
    }

    const send = (worker: number, next: readonly [activity: number, record: number], label: string) => {
      const refund = refundOf(next[0])
      const command = commandOf(next[0])
      if (command._tag !== "Send") return
      if ((node.sent[refund] ?? 0) >= config.sends) {
        cut = true
        return
      }
      const checksum = checksumOf(command)
      const counted = { ...node, sent: set(node.sent, refund, (node.sent[refund] ?? 0) + 1) }
      const sent = withNet(counted, [...net, [refund, command.plan.amount, checksum, 0, secretOf(worker)]])
      if (config.mayNotLeave) {
        const held = { ...node, record: next[1] }
        emit(settle(held, worker, answered(held, next[0], { _tag: "NotSent" })), say`${label}; not one byte leaves`)
      }
      emit(
        settle(sent, worker, next),
        say`${label}; sends amount ${command.plan.amount}, checksum ${checksum ?? "none"}`
      )
    }

    for (let index = 0; index < net.length; index++) {
      const message = net[index] as Message
      const [refund, amount, checksum, phase, secret] = message
      const others = net.filter((_, other) => other !== index)
      for (const kept of phase === 0 && duplicates < config.duplicates ? [false, true] : [false]) {
        const base = kept ? spend(node, 2) : withNet(node, others)
        const label = say`server: refund ${refund}, amount ${amount}, checksum ${checksum ?? "none"}${
          kept ? " (duplicated)" : ""
        }`
        const passes = checksum === null || checksum === balance
        const fits = amount <= balance - hidden
        if (phase === 0) {
          if (config.pgRefuses) {
            answer(base, message, { _tag: "Rejected", rejection: "no", passes: false }, say`${label}: the PG rejects`)
          }
          if (config.pgHides && passes && fits) {
            const hidden = withNet(base, [...nets.get(base.net), [refund, amount, checksum, 2, secret]])
            answer(
              hidden,
              message,
              { _tag: "RejectedByPg", rejection: "no", passes: false },
              say`${label}: the PG rejects and cancels all the same`
            )
          }
          if (passes && fits && node.used.slice(GAPS).reduce((a, b) => a + b, 0) < config.gaps) {
            emit(spend(base, GAPS + refund), say`${label}: the PG does it and PortOne does not know`)
          }
          if (config.unknownWords && passes && fits) {
            answer(
              spend(base, GAPS + refund),
              message,
              { _tag: "MaybeDoneAtPg", rejection: "?", cause: "UnknownRejection" },
              say`${label}: the PG does it and rejects in words that prove nothing`
            )
          }
          if (config.rejectsAfterApplying && passes && fits) {
            answer(
              apply(base, refund, amount, secret),
              message,
              { _tag: "Rejected", rejection: "no", passes: false },
              say`${label}: APPLIED, and a copy of it is rejected`
            )
          }
          if (config.unauthorizedAfterApplying !== undefined && passes && fits) {
            answer(
              apply(base, refund, amount, secret),
              message,
              { _tag: config.unauthorizedAfterApplying },
              say`${label}: APPLIED, and a copy of it is answered with 401`
            )
          }
          if (config.server === "cas" || config.server === "ignore") {
            const goes = (config.server === "ignore" || passes) && fits
            answer(
              goes ? apply(base, refund, amount, secret) : base,
              message,
              goes
                ? applied(base, refund, amount, secret)
                : config.server === "ignore"
                ? { _tag: "Ambiguous" }
                : { _tag: "Mismatch" },
              say`${label}: ${goes ? "APPLIED" : "refused"}`
            )
          } else if (passes && (config.server === "toctou" || amount <= balance)) {
            const next = withNet(base, [...nets.get(base.net), [
              refund,
              amount,
              checksum,
              config.server === "toctou" ? 1 : 2,
              secret
            ]])
            if (config.server === "toctou") emit(next, say`${label}: checksum passes`)
            else answer(next, message, { _tag: "Accepted" }, say`${label}: accepted, settles later`)
          } else answer(base, message, { _tag: "Mismatch" }, say`${label}: rejected`)
        } else {
          const goes = amount <= balance
          const next = goes ? apply(base, refund, amount, secret) : base
          if (phase === 1) {
            answer(
              next,
              message,
              goes ? applied(base, refund, amount, secret) : { _tag: "Ambiguous" },
              say`${label}: ${goes ? "APPLIED" : "does not fit"}`
            )
          } else emit(next, say`${label}: ${goes ? "settles, APPLIED" : "fails to settle"}`)
        }
      }
    }

    if (foreign < config.foreign.times) {
      for (const amount of config.foreign.amounts) {
        if (amount <= balance) emit(spend(apply(node, -1, amount, 0), 0), say`another program cancels ${amount}`)
      }
    }
    if (uncancels < config.uncancels) {
      history.forEach(([origin, amount, alive, secret], index) => {
        if (!alive || origin < 0) return
        const restored = histories.id(history.with(index, [origin, amount, false, secret]))
        emit(spend({ ...node, history: restored }, 3), say`cancel ${index} is taken back, the balance rises`)
      })
    }

    if (foreignUncancels < config.foreignUncancels) {
      history.forEach(([origin, amount, alive, secret], index) => {
        if (!alive || origin >= 0) return
        const restored = histories.id(history.with(index, [origin, amount, false, secret]))
        emit(spend({ ...node, history: restored }, 6), say`another program's cancel ${index} is taken back`)
      })
    }

    if (losses < config.losses) {
      const forgotten = { ...node, record: 0, reported: node.reported.map(() => 0) }
      emit(spend(forgotten, 4), "the store is lost, every refund is asked for again")
    }
    for (let worker = 0; worker < node.workers.length; worker++) {
      const activity = node.workers[worker] ?? 0
      if (activity === 0) {
        for (let refund = 0; refund < config.amounts.length; refund++) {
          // "Unknown" may be asked again at any time, from anywhere.
          if (node.reported[refund] !== 0 && node.reported[refund] !== 3) continue
          if (config.store && mustWait(node.record, refund)) continue
          const begun = begunBy(worker, refund)
          emit({ ...node, workers: set(node.workers, worker, begun) }, say`worker ${worker} takes up refund ${refund}`)
        }
        continue
      }
      if (crashes < config.crashes) {
        emit(spend({ ...node, workers: set(node.workers, worker, 0) }, 1), say`worker ${worker} is killed`)
      }
      if (outOfTime < config.outOfTime) {
        const late = after(activity, node.record, { _tag: "OutOfTime" }, "T")
        emit(spend(settle(node, worker, late), 5), say`worker ${worker} has no time left`)
      }
      const command = commandOf(activity)
      const refund = refundOf(activity)
      switch (command._tag) {
        case "Read": {
          const begun = activities.get(activity) as Activity
          if (config.slowReads && begun.seen === undefined) {
            for (const seen of views(node.history, worker)) {
              const { balance } = snapshots.get(seen)
              emit(
                { ...node, workers: set(node.workers, worker, activities.id({ ...begun, seen })) },
                say`worker ${worker} begins a look-up, balance ${balance}`
              )
            }
            break
          }
          for (const seen of begun.seen === undefined ? views(node.history, worker) : [begun.seen]) {
            const snapshot = snapshots.get(seen)
            // A refund that may not start now looks again later.
            if (config.store && mustWait(node.record, refund)) continue
            const next = after(activity, node.record, { _tag: "Read", snapshot }, `R${seen}`)
            const reported = commandOf(next[0])
            const label = say`worker ${worker} reads balance ${snapshot.balance}, ${snapshot.entries.length} entries`
            if (reported._tag === "Send") send(worker, next, label)
            else {emit(
                settle(node, worker, next),
                reported._tag === "Finish" ? say`${label}: ${reported.outcome._tag}` : label
              )}
          }
          break
        }
        case "Send": {
          const next = answered(node, activity, { _tag: "Ambiguous" })
          if (commandOf(next[0])._tag === "Send") send(worker, next, say`worker ${worker} gets no answer`)
          else emit(settle(node, worker, next), say`worker ${worker} gets no answer`)
          break
        }
        case "Wait":
          if (command.for === "quiet" && config.drains && net.some(([about]) => about === refund)) break
          // Both pauses are longer than a PG hides what it did.
          if (
            config.pgHides && command.for !== "read" &&
            net.some(([about, , , phase]) => about === refund && phase === 2)
          ) break
          emit(
            settle(node, worker, after(activity, node.record, { _tag: "Waited" }, "W")),
            say`worker ${worker} has waited (${command.for})`
          )
          break
        case "Finish":
          break
      }
    }
  }

  // Breadth first: the states are visited in the order of their places.
  const places = new Places(width)
  const row = new Int32Array(width)
  const placeOf = (node: Node) => places.find(write(node, row))
  const at = (place: number): Node => {
    places.read(place, row)
    return read(row)
  }
  places.add(write(initial, row))
  // Of each place, the one that led to it first. `push` throws at 134,217,728 places.
  let parents = new Int32Array(2 ** 16)
  const back: Array<Array<number>> | undefined = config.liveness ? [] : undefined
  const good: Array<number> = []
  const ends: Record<string, number> = {}
  let edges = 0
  // A send that the bound on sends keeps from being followed: what lies behind it is not explored,
  // so it is not stuck either.
  let cut = false
  /** What the shortest way to a node does, made anew because nearly no node needs it. */
  const trace = (place: number): ReadonlyArray<string> => {
    const labels: Array<string> = []
    for (let to = place; to > 0; to = parents[to] ?? 0) {
      let found: string | undefined
      successors(at(parents[to] ?? 0), (next, label) => {
        if (found === undefined && placeOf(next) === to) found = label
      }, String.raw)
      labels.push(found ?? "")
    }
    return ["start", ...labels.toReversed()]
  }
  const names = ["open", "done", "not refunded", "unknown", "broken", "false key"]

  for (let head = 0; head < places.size; head++) {
    const node = at(head)
    let out = 0
    let bad: number | undefined
    cut = false
    if (
      back !== undefined &&
      node.reported.every((reported) => config.allSucceed ? reported === 1 : reported !== 0)
    ) good.push(head)
    successors(node, (next) => {
      if (bad !== undefined) return
      edges++
      out++
      const known = places.size
      const place = places.add(write(next, row))
      if (back !== undefined) (back[place] ??= []).push(head)
      if (place < known) return
      if (place === parents.length) {
        const longer = new Int32Array(2 * place)
        longer.set(parents)
        parents = longer
      }
      parents[place] = head
      if (violated(next) !== undefined) bad = place
    }, unsaid)
    if (bad !== undefined) {
      return {
        violation: violated(at(bad)),
        trace: trace(bad),
        states: places.size,
        edges,
        complete: false,
        ends,
        live: undefined
      }
    }
    if (back !== undefined && cut && good.at(-1) !== head) good.push(head)
    if (out === 0) {
      for (const reported of node.reported) ends[names[reported] ?? ""] = (ends[names[reported] ?? ""] ?? 0) + 1
    }
    if (places.size > config.maxStates) {
      return { violation: undefined, trace: [], states: places.size, edges, complete: false, ends, live: undefined }
    }
  }
  let live: boolean | undefined
  if (back !== undefined) {
    const reached = new Set(good)
    for (const place of good) {
      for (const from of back[place] ?? []) {
        if (!reached.has(from)) {
          reached.add(from)
          good.push(from)
        }
      }
    }
    live = reached.size === places.size
  }
  return { violation: undefined, trace: [], states: places.size, edges, complete: true, ends, live }
}
