/**
 * What a person reads at the terminal.
 */
import type { Bilingual } from "@effect-portone/core"
import { Console, Effect } from "effect"
import { visible } from "./visible.ts"

/**
 * One thing that a person reads. A sentence has both languages and is printed in both, English
 * first, because the person may read only one of them. A string is for what has no language: ids,
 * codes, numbers and the words of others.
 */
export type Line = string | Bilingual

export const print = (...lines: ReadonlyArray<Line>) =>
  Effect.forEach(lines, (line) => Console.log(textOf(line)), { discard: true })

/** On standard error, so that a pipe does not get it. */
export const printAside = (...lines: ReadonlyArray<Line>) =>
  Effect.forEach(lines, (line) => Console.error(textOf(line)), { discard: true })

// internal

/** Names of files and words of a provider may have control characters. */
const textOf = (line: Line): string => visible(typeof line === "string" ? line : `${line.english}\n${line.korean}`)
