import type { Bilingual } from "../../Bilingual.ts"
import { lengthProblem, lengths } from "./lengths.ts"

/**
 * Why a text cannot be the number of a bank account; undefined if it can. The sentences follow the
 * name of a field and quote nothing.
 *
 * Rejects: other characters than digits and hyphens. A spreadsheet makes `1.10123E+11` of a number.
 * Assumes: SPEC.md A14.
 */
export const accountProblem = (text: string): Bilingual | undefined =>
  lengthProblem(text, lengths.account) ??
    (/[^0-9-]/.test(text) ? OTHER_CHARACTERS : /[0-9]/.test(text) ? undefined : NO_DIGIT)

// internal

const OTHER_CHARACTERS: Bilingual = {
  english: "must have digits and hyphens only",
  korean: "숫자와 하이픈(-)만 쓸 수 있습니다"
}

const NO_DIGIT: Bilingual = { english: "must have a digit", korean: "숫자가 있어야 합니다" }
