/** Which rules are switched on. Documented ones are from the start, all others wait to be asked for. */
import { CANCEL_RULES } from "./cancelRules.ts"
import type { RuleEvidence } from "./rule.ts"

/** Something that can be switched. */
export interface Switchable {
  readonly name: string
  readonly evidence: RuleEvidence
  /** One line for people. */
  readonly what: string
  /** Is it on when nobody says anything? */
  readonly isStrict: boolean
}

/** A way of behaving that is no refusal. */
export const ASYNC_COMPLETION = "async-completion"

/** A refusal of another call. */
export const REVOKE_GATEWAY = "vbank-revoke-gateway"

/** A refusal of another call. */
export const REVOKE_INICIS_KEY = "vbank-revoke-inicis-key"

/** Everything that can be switched. */
export const SWITCHABLE: readonly Switchable[] = [
  ...CANCEL_RULES.map(({ evidence, isStrict, name, what }) => ({ name, evidence, what, isStrict })),
  {
    name: REVOKE_GATEWAY,
    evidence: "doc",
    what: "`DELETE /vbanks/{imp_uid}` is for the gateways that are listed for it",
    isStrict: true
  },
  {
    name: REVOKE_INICIS_KEY,
    evidence: "doc",
    what: "`DELETE /vbanks/{imp_uid}` at KG Inicis needs `?pg_api_key=`",
    isStrict: true
  },
  {
    name: ASYNC_COMPLETION,
    evidence: "doc",
    what:
      "cancels at paypal_v2 and paymentwall, WeChat Pay at kicc_v2 and virtual accounts at smartro_v2 wait to be settled",
    // The documents say that it happens, not that it always does.
    isStrict: false
  }
]

/** How the switches stand at the start. */
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
    this.#on = startingPosition(settings)
  }

  /** Is this rule on? */
  isOn(name: string): boolean {
    return this.#on.has(name)
  }

  /** Turns some. The names have been checked. */
  turn(switches: Readonly<Record<string, "off" | "on">>): void {
    this.#on = turned(this.#on, switches)
  }

  /** Back to the start. */
  reset(): void {
    this.#on = startingPosition(this.#settings)
  }
}

/** What is wrong with a set of switches, or undefined. */
export const switchMistake = (switches: Readonly<Record<string, unknown>>): string | undefined => {
  for (const [name, value] of Object.entries(switches)) {
    if (!SWITCHABLE.some((known) => known.name === name)) {
      return `unknown rule ${JSON.stringify(name)}; rules: ${SWITCHABLE.map(({ name }) => name).join(", ")}`
    }
    if (value !== "on" && value !== "off") return `rule ${name} is switched on or off`
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

const startingPosition = ({ mode, switches }: RuleSettings): ReadonlySet<string> =>
  turned(
    new Set(mode === "off" ? [] : SWITCHABLE.flatMap(({ isStrict, name }) => isStrict ? [name] : [])),
    switches
  )
