import { tokenStore } from "@effect-portone/sandbox/conformance"
import { it } from "@effect/vitest"
import { layer } from "../src/MyTokenStore.ts"

const kept = new Map<string, string>()
const client = {
  get: async (key: string) => kept.get(key),
  set: async (key: string, value: string) => kept.set(key, value),
  delete: async (key: string) => kept.delete(key)
}

for (const { name, run } of tokenStore(layer(client))) it.effect(name, () => run)
