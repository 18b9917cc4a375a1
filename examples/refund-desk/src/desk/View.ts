/**
 * What a page knows of the request it answers.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Actor } from "../shop/Actor.ts"
import { type Keeper, TOO_LONG } from "./kept.ts"
import type { Typed } from "./RefundFields.ts"
import { money, time } from "./text/Format.ts"
import type { Html } from "./text/Html.ts"
import { html } from "./text/Html.ts"
import type { Language } from "./text/Language.ts"
import type { Texts } from "./text/texts.en.ts"

/**
 * A visit: its language, and where the desk is mounted.
 */
export interface Visit {
  readonly language: Language
  readonly texts: Texts
  /** Where the desk is mounted, such as `/desk`. */
  readonly base: string
  /** The address to come back to when the language is switched. */
  readonly path: string
}

/**
 * A visit of a person who is signed in.
 */
export interface View extends Visit {
  readonly actor: Actor
  readonly keeper: Keeper
  /** What this person typed on this page before the session ended. */
  readonly kept: Typed | undefined
  /** For forms; made for this person in this browser. */
  readonly csrf: string
  /** How many refunds have an unknown outcome, and how many wait for approval. */
  readonly counts: { readonly unknown: number; readonly waiting: number }
  /** Everyone who works here, by name. */
  readonly people: ReadonlyArray<Actor>
  readonly stores: Readonly<Record<string, Bilingual>>
}

/** The name of a person, or the id of one who was never here. */
export const personOf = ({ people }: Pick<View, "people">, id: string): string =>
  people.find((one) => one.id === id)?.name ?? id

/** The name of a store, or its id where it has none. */
export const storeOf = ({ language, stores }: Pick<View, "language" | "stores">, id: string): string =>
  stores[id]?.[language === "ko" ? "korean" : "english"] ?? id

/**
 * Money in the page's language. Units: major units of `currency`.
 */
export const won = (view: View, amount: number, currency: string): string => money(amount, currency, view.language)

/**
 * A moment, for people and machines. Takes ISO 8601 or milliseconds since 1970.
 */
export const moment = (view: View, at: string | number): Html => {
  const instant = new Date(at)
  return Number.isNaN(instant.getTime())
    ? html`–`
    : html`<time datetime="${instant.toISOString()}">${time(instant.getTime(), view.language)}</time>`
}

/**
 * The form's hidden proof that this desk made it for this person.
 */
export const csrfField = ({ actor, csrf }: View): Html =>
  html`<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="by" value="${actor.id}">`

/**
 * What a page says where it shows again what was typed.
 */
export const keptNote = ({ kept, texts }: View): Html | undefined =>
  kept === undefined ?
    undefined :
    html`<p class="note note-warn" role="status">${kept[TOO_LONG] === undefined ? texts.kept : texts.notKept}</p>`
