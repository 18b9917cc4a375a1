/**
 * HTML that escapes every value. Only what the `html` tag made is inserted unescaped.
 */

/**
 * A piece of finished HTML.
 */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * Values for `${}`: text and numbers are escaped, lists are joined, `undefined` and `false` are
 * empty.
 */
export type Value = string | number | Html | undefined | false | ReadonlyArray<Value>

/**
 * Makes HTML. Attributes must be quoted, because a value is escaped for text and for quoted
 * attributes, not for unquoted ones.
 */
export const html = (parts: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(parts.reduce((text, part, at) => text + render(values[at - 1]) + part))

// internal

const render = (value: Value): string => {
  if (value === undefined || value === false) return ""
  if (value instanceof Html) return value.text
  return typeof value === "object" ? value.map(render).join("") : String(value).replace(/[&<>"'`]/g, entity)
}

const entity = (character: string) => `&#${character.charCodeAt(0)};`
