/**
 * What a run of mutants says about the tests, and whether the list of known survivors still tells
 * the truth.
 */
import type { Mutant, Tried } from "./mutate.ts"

/** A mutant that no test kills, and why none can or need. */
export interface Survivor extends Mutant {
  readonly why: string
}

/** The count of one file. */
export interface Score {
  readonly file: string
  readonly mutants: number
  readonly killed: number
}

export interface Judgement {
  readonly scores: ReadonlyArray<Score>
  /**
   * Killed of all that could be run. Survivors that are listed count as survivors. Units: percent.
   */
  readonly score: number
  /** Survivors with a reason. */
  readonly known: ReadonlyArray<Tried>
  /** Survivors without an explanation. */
  readonly unknown: ReadonlyArray<Tried>
  /** Listed, but killed or no longer there. */
  readonly stale: ReadonlyArray<Survivor>
}

const keyOf = ({ becomes, file, line, was }: Mutant) => JSON.stringify([file, line, was, becomes])

export const judge = (tried: ReadonlyArray<Tried>, listed: ReadonlyArray<Survivor>): Judgement => {
  const usable = tried.filter(({ end }) => end !== "unusable")
  const survived = usable.filter(({ end }) => end === "survived")
  const found = new Set(survived.map(keyOf))
  const explained = new Set(listed.map(keyOf))
  const scores = [...new Set(usable.map(({ file }) => file))].toSorted().map((file) => {
    const all = usable.filter((one) => one.file === file)
    return { file, mutants: all.length, killed: all.filter(({ end }) => end === "killed").length }
  })
  return {
    scores,
    score: usable.length === 0 ? 0 : 100 * (usable.length - survived.length) / usable.length,
    known: survived.filter((one) => explained.has(keyOf(one))),
    unknown: survived.filter((one) => !explained.has(keyOf(one))),
    stale: listed.filter((one) => !found.has(keyOf(one)))
  }
}

/** Enough to pass: 95 % killed, every survivor explained, no explanation left over. */
export const passes = ({ score, stale, unknown }: Judgement): boolean =>
  score >= 95 && unknown.length === 0 && stale.length === 0
