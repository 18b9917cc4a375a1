import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

interface Bounds {
  readonly atLeast?: number
  readonly atMost: number
}

// The page counts characters; String#length counts UTF-16 units, and an emoji is two of those.
const problem = (text: string, { atLeast = 0, atMost }: Bounds): string | undefined => {
  const count = Array.from(text).length
  return count > atMost
    ? `must have at most ${atMost} characters, has ${count}`
    : count < atLeast
    ? "must not be empty"
    : undefined
}

export const characters = (bounds: Bounds) => Schema.makeFilter((text: string) => problem(text, bounds))

// On the outside of the Redacted: Schema hides every issue from within, and these words hold no value anyway.
export const hiddenCharacters = (bounds: Bounds) =>
  Schema.makeFilter((text: Redacted.Redacted<string>) => problem(Redacted.value(text), bounds))
