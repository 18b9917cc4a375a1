/**
 * A text in the two languages of its readers.
 */

/**
 * The same text twice.
 */
export interface Bilingual {
  readonly english: string
  readonly korean: string
}
