/**
 * Personal data for the schemas of the peers, which have nothing of the kind: hidden in logs and
 * JSON, as Effect's `Redacted` is.
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
