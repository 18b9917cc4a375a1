import * as Schema from "effect/Schema"

// The page counts characters; String#length counts UTF-16 units, and an emoji is two of those.
export const characters = (bounds: { readonly atLeast?: number; readonly atMost: number }) =>
  Schema.makeFilter((text: string) => {
    const count = Array.from(text).length
    return count > bounds.atMost
      ? `must have at most ${bounds.atMost} characters, has ${count}`
      : count < (bounds.atLeast ?? 0)
      ? "must not be empty"
      : undefined
  })
