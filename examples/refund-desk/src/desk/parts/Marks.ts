/**
 * Bars and marks. Each also has a text; none differs from another by colour alone.
 */
import { type Html, html } from "../text/Html.ts"

/**
 * Fills for the parts of a bar; once on every page, because a fill is found by its id.
 */
export const patterns: Html = html`<svg class="patterns" aria-hidden="true" focusable="false"><defs>
<pattern id="fill-refunded" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="refunded-ground" width="6" height="6"/><rect class="refunded-line" width="2.4" height="6"/></pattern>
<pattern id="fill-on-hold" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="on-hold-ground" width="6" height="6"/><circle class="on-hold-dot" cx="3" cy="3" r="1.4"/></pattern>
</defs></svg>`

/**
 * A payment as a bar: refunded (stripes), on the way (dots), refundable (plain).
 *
 * Units: major units, all of one currency.
 */
export const bar = ({ amount, onHold = 0, label, refunded }: {
  readonly amount: number
  readonly refunded: number
  readonly onHold?: number | undefined
  readonly label: string
}): Html => {
  const percent = (part: number) => amount > 0 ? Math.max(0, Math.min(100, part / amount * 100)) : 0
  const gone = percent(refunded)
  const waiting = Math.min(percent(onHold), 100 - gone)
  return html`<svg class="bar" role="img" aria-label="${label}" width="100%" height="12">
<rect class="bar-left" width="100%" height="12"/>
<rect width="${gone.toFixed(2)}%" height="12" fill="url(#fill-refunded)"/>
<rect x="${gone.toFixed(2)}%" width="${waiting.toFixed(2)}%" height="12" fill="url(#fill-on-hold)"/>
</svg>`
}

/**
 * The shape of a state: `ring` refunded in full, `half` in part, `disc` not refunded, `clock` in
 * progress, `triangle` unknown, `cross` rejected, `tick` refunded, `pause` waiting for approval.
 */
export type Shape = "ring" | "half" | "disc" | "clock" | "triangle" | "cross" | "tick" | "pause"

/**
 * The colour of a state.
 */
export type Tone = "plain" | "good" | "wait" | "bad" | "doubt"

/**
 * A word with its shape.
 */
export const chip = (shape: Shape, tone: Tone, words: string): Html =>
  html`<span class="chip chip-${tone}">${mark(shape)}${words}</span>`

/**
 * The shape alone, where the text follows it.
 */
export const mark = (shape: Shape): Html =>
  html`<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${
    shapes[shape]
  }</svg>`

// internal

const shapes: Readonly<Record<Shape, Html>> = {
  disc: html`<circle class="solid" cx="8" cy="8" r="5"/>`,
  half: html`<circle class="line" cx="8" cy="8" r="5"/><path class="solid" d="M8 3a5 5 0 0 0 0 10z"/>`,
  ring: html`<circle class="line" cx="8" cy="8" r="5"/>`,
  clock: html`<circle class="line" cx="8" cy="8" r="6"/><path class="line" d="M8 4.5V8l2.5 1.5"/>`,
  triangle:
    html`<path class="line" d="M8 2.2 14.4 13.4H1.6z"/><path class="line" d="M8 6.4v3.2"/><circle class="solid" cx="8" cy="11.4" r=".8"/>`,
  cross: html`<path class="line" d="m4 4 8 8m0-8-8 8"/>`,
  tick: html`<path class="line" d="m2.8 8.6 3.4 3.4 7-7.6"/>`,
  pause: html`<path class="line" d="M5.5 3.5v9m5-9v9"/>`
}
