/**
 * The people of the demo. Their tokens are public, so they exist with the embedded sandbox only.
 */
import type { Bilingual } from "@effect-portone/core"
import { Redacted } from "effect"
import type { Actor } from "../shop/Actor.ts"

/** A person and the token that signs them in. */
export interface StaffMember extends Actor {
  readonly token: Redacted.Redacted<string>
}

/** The people of the demo. */
export const demoStaff: ReadonlyArray<StaffMember> = [
  { id: "minji", name: "김민지", role: "clerk", store: "seongsu", token: Redacted.make("demo-minji") },
  { id: "junho", name: "박준호", role: "clerk", store: "hongdae", token: Redacted.make("demo-junho") },
  { id: "seoyeon", name: "이서연", role: "manager", store: "seongsu", token: Redacted.make("demo-seoyeon") },
  { id: "dohyun", name: "최도현", role: "manager", store: "hongdae", token: Redacted.make("demo-dohyun") }
]

/** The stores of the demo. */
export const demoStores: Readonly<Record<string, Bilingual>> = {
  seongsu: { english: "Seongsu", korean: "성수점" },
  hongdae: { english: "Hongdae", korean: "홍대점" }
}
