import type { Bilingual } from "../../Bilingual.ts"
import * as VisibleText from "../../VisibleText.ts"
import { lengthProblem, lengths } from "./lengths.ts"

/**
 * Why a text cannot be the holder, bank or phone of a bank account; undefined if it can. A PG
 * compares these texts, and a person who reads them back must see every character.
 */
export const partProblem = (
  text: string,
  part: "holder" | "bank" | "phone"
): Bilingual | undefined => VisibleText.problem(text) ?? lengthProblem(text, lengths[part])

/**
 * Why a text cannot be the number of a bank account; undefined if it can. The sentences follow the
 * name of a field and quote nothing.
 *
 * Rejects: other characters than digits, and hyphens between two digits. A spreadsheet makes
 * `1.10123E+11` of a number.
 * Assumes: SPEC.md A14.
 */
export const accountProblem = (text: string): Bilingual | undefined =>
  lengthProblem(text, lengths.account) ??
    (/[^0-9-]/.test(text)
      ? OTHER_CHARACTERS
      : !/[0-9]/.test(text)
      ? NO_DIGIT
      : /^-|-$|--/.test(text)
      ? LOOSE_HYPHEN
      : undefined)

// internal

const OTHER_CHARACTERS: Bilingual = {
  english: "must have digits and hyphens only",
  korean: "숫자와 하이픈(-)만 쓸 수 있습니다"
}

const LOOSE_HYPHEN: Bilingual = {
  english: "must have each hyphen between two digits",
  korean: "하이픈(-)은 숫자와 숫자 사이에 하나만 쓸 수 있습니다"
}

const NO_DIGIT: Bilingual = { english: "must have a digit", korean: "숫자가 있어야 합니다" }
