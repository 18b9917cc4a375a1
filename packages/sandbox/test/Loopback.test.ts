import { assert, describe, it } from "vitest"
import { isDeliverable } from "../src/server/api/webhooks/webhookAddress.ts"
import { isLoopback } from "../src/server/http/loopback.ts"

describe("loopback", () => {
  it("is localhost, an IPv4 literal in 127.0.0.0/8, or the IPv6 loopback", () => {
    for (const host of ["localhost", "127.0.0.1", "127.0.0.0", "127.255.255.255", "127.10.200.3", "::1", "[::1]"]) {
      assert.isTrue(isLoopback(host), host)
    }
  })

  it("is no name that only looks like one of these, because its owner chooses where it leads", () => {
    const others = [
      "127.example.com",
      "127.0.0.1.example",
      "localhost.example",
      "localhost.",
      "127.0.0.256",
      "127.0.0.01",
      "127.1",
      "128.0.0.1",
      "10.127.0.0.1",
      "0.0.0.0",
      "[::2]",
      "[::1",
      ""
    ]
    for (const host of others) assert.isFalse(isLoopback(host), host)
  })

  it("is tested after the URL is parsed, so a short form of 127.0.0.1 is accepted in an address", () => {
    assert.isTrue(isDeliverable("http://127.1/", false))
    assert.isTrue(isDeliverable("http://LOCALHOST:3000/", false))
    assert.isTrue(isDeliverable("https://[0:0::1]/", false))
    assert.isFalse(isDeliverable("http://127.example.com/", false))
    assert.isFalse(isDeliverable("http://127.0.0.1@shop.example/", false))
    assert.isTrue(isDeliverable("http://127.example.com/", true))
  })
})
