/**
 * A text in two languages.
 */

/**
 * The same text in English and in Korean.
 */
export interface Bilingual {
  readonly english: string
  readonly korean: string
}
