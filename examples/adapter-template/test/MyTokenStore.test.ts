import { tokenStore } from "@effect-portone/sandbox/conformance"
import { it } from "@effect/vitest"
import { layer } from "../src/MyTokenStore.ts"

const entries = new Map<string, string>()
const client = {
  get: async (key: string) => entries.get(key),
  set: async (key: string, value: string) => entries.set(key, value),
  delete: async (key: string) => entries.delete(key)
}

for (const { name, run } of tokenStore(layer(client))) it.effect(name, () => run)
