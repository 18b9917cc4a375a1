/**
 * Personal data for the schemas of the other libraries: hidden in logs and JSON, as Effect's
 * `Redacted` is.
 */
const values = new WeakMap<Hidden<unknown>, unknown>()

export class Hidden<A> {
  constructor(value: A) {
    values.set(this, value)
  }
  toJSON(): string {
    return "<redacted>"
  }
}
