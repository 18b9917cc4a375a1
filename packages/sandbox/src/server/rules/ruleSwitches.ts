/**
 * Which rules are switched on. At the start these are the documented ones, unless options change
 * it.
 */
import { CANCEL_RULES } from "./cancelRules.ts"
import type { RuleEvidence } from "./rule.ts"

/** A rule or behaviour that can be switched. */
export interface Switchable {
  readonly name: string
  readonly evidence: RuleEvidence
  /** One line for people. */
  readonly what: string
  /** Whether it is on by default. */
  readonly isStrict: boolean
}

/** A behaviour that rejects no cancel. */
export const ASYNC_COMPLETION = "async-completion"

/** A behaviour: payments have every field, with `null` for those that their PG does not give. */
export const FULL_FORM = "full-form"

/** A behaviour: `GET /payments` lists payments in the order of the query. */
export const QUERY_ORDER = "query-order"

/** A rule of `PUT /vbanks/{imp_uid}`. */
export const CHANGE_GATEWAY = "vbank-change-gateway"

/** A rule of `DELETE /vbanks/{imp_uid}`. */
export const REVOKE_GATEWAY = "vbank-revoke-gateway"

/** A rule of `DELETE /vbanks/{imp_uid}`. */
export const REVOKE_INICIS_KEY = "vbank-revoke-inicis-key"

/** All rules and behaviours that can be switched. */
export const SWITCHABLE: readonly Switchable[] = [
  ...CANCEL_RULES.map(({ evidence, isStrict, name, what }) => ({ name, evidence, what, isStrict })),
  {
    name: REVOKE_GATEWAY,
    evidence: "doc",
    what: "`DELETE /vbanks/{imp_uid}` at PGs that are not listed for it",
    isStrict: true
  },
  {
    name: REVOKE_INICIS_KEY,
    evidence: "doc",
    what: "`DELETE /vbanks/{imp_uid}` at KG Inicis without `?pg_api_key=`",
    isStrict: true
  },
  {
    name: CHANGE_GATEWAY,
    evidence: "doc",
    what: "`PUT /vbanks/{imp_uid}` at PGs other than Hecto (`settle`)",
    isStrict: true
  },
  {
    name: ASYNC_COMPLETION,
    evidence: "doc",
    what:
      "no rejection: cancels at paypal_v2, paymentwall, kicc_v2 (WeChat Pay) and smartro_v2 (virtual accounts) are pending",
    // The documents state that it happens, not that it always does.
    isStrict: false
  },
  {
    name: QUERY_ORDER,
    evidence: "inf",
    what: "no rejection: `GET /payments` lists payments in the order of the query, not the newest first",
    isStrict: false
  },
  {
    name: FULL_FORM,
    evidence: "inf",
    what: "no rejection: payments have every field, with `null` for those that their PG does not give",
    isStrict: false
  }
]

/** The switches at the start. */
export interface RuleSettings {
  readonly mode: "off" | "strict"
  readonly switches: Readonly<Record<string, "off" | "on">>
}

/** The switches of one server. */
export class RuleSwitches {
  readonly #settings: RuleSettings
  #on: ReadonlySet<string>

  constructor(settings: RuleSettings) {
    this.#settings = settings
    this.#on = atStart(settings)
  }

  /** Is this rule on? */
  isOn(name: string): boolean {
    return this.#on.has(name)
  }

  /** Switches some rules. The names must have been checked. */
  set(switches: Readonly<Record<string, "off" | "on">>): void {
    this.#on = turned(this.#on, switches)
  }

  /** Restores the switches of the start. */
  reset(): void {
    this.#on = atStart(this.#settings)
  }
}

/** The mistake in a set of switches, or undefined. */
export const switchMistake = (switches: Readonly<Record<string, unknown>>): string | undefined => {
  for (const [name, value] of Object.entries(switches)) {
    if (!SWITCHABLE.some((known) => known.name === name)) {
      return `unknown rule ${JSON.stringify(name)}; rules: ${SWITCHABLE.map(({ name }) => name).join(", ")}`
    }
    if (value !== "on" && value !== "off") return `rule ${name} must be "on" or "off"`
  }
  return undefined
}

// internal

const turned = (on: ReadonlySet<string>, switches: RuleSettings["switches"]): ReadonlySet<string> => {
  const next = new Set(on)
  for (const [name, value] of Object.entries(switches)) {
    if (value === "on") next.add(name)
    else next.delete(name)
  }
  return next
}

const atStart = ({ mode, switches }: RuleSettings): ReadonlySet<string> =>
  turned(
    new Set(mode === "off" ? [] : SWITCHABLE.flatMap(({ isStrict, name }) => isStrict ? [name] : [])),
    switches
  )
