import * as Schema from "effect/Schema"
import type { Bilingual } from "../../Bilingual.ts"

interface Bounds {
  readonly atLeast: number
  readonly atMost: number
}

/**
 * How long each text of a request may be.
 *
 * Units: characters, as PortOne's reference counts them. An emoji is one character.
 */
export const lengths = {
  impUid: { atLeast: 1, atMost: 32 },
  merchantUid: { atLeast: 1, atMost: 40 },
  reason: { atLeast: 0, atMost: 256 },
  holder: { atLeast: 1, atMost: 16 },
  bank: { atLeast: 1, atMost: 4 },
  account: { atLeast: 1, atMost: 16 },
  phone: { atLeast: 1, atMost: 16 }
} as const satisfies Record<string, Bounds>

/**
 * Why a text is too long or too short. It follows the name of a field and quotes nothing.
 */
export const lengthProblem = (text: string, { atLeast, atMost }: Bounds): Bilingual | undefined => {
  // String#length counts UTF-16 units, so it is never below the number of characters.
  if (text.length >= atLeast && text.length <= atMost) return undefined
  const count = Array.from(text).length
  return count > atMost
    ? {
      english: `must have at most ${atMost} characters, has ${count}`,
      korean: `최대 ${atMost}자까지 쓸 수 있는데 ${count}자입니다`
    }
    : count < atLeast
    ? { english: "must not be empty", korean: "비어 있으면 안 됩니다" }
    : undefined
}

export const characters = (bounds: Bounds) => Schema.makeFilter((text: string) => lengthProblem(text, bounds)?.english)
