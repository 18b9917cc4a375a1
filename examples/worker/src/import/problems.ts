/**
 * What is wrong with the lines of a file, as a list for a person.
 */
import type { Bilingual } from "@effect-portone/core"

/** Lines with the same problem: how many, and the first of them. */
export const problems = (most: number) => {
  const shown: Array<Bilingual> = []
  let count = 0
  return {
    count: () => count,
    add: (line: number, { english, korean }: Bilingual) => {
      count++
      if (shown.length >= most) return
      shown.push({ english: `  line ${line}: ${english}`, korean: `  ${line}번째 줄: ${korean}` })
    },
    /** The list between a sentence before it and one after it. */
    within: (before: Bilingual, after: Bilingual): Bilingual => {
      const rest = count - shown.length
      return {
        english: [
          before.english,
          ...shown.map(({ english }) => english),
          ...(rest > 0 ? [`  and ${rest} more`] : []),
          after.english
        ].join("\n"),
        korean: [
          before.korean,
          ...shown.map(({ korean }) => korean),
          ...(rest > 0 ? [`  그 밖에 ${rest}줄`] : []),
          after.korean
        ].join("\n")
      }
    }
  }
}
