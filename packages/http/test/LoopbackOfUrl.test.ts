import { assert, describe, it } from "@effect/vitest"
import { isLoopback } from "../src/Loopback.ts"

describe("a URL of this machine", () => {
  it("has the host localhost, an IPv4 address in 127.0.0.0/8, or [::1]", () => {
    for (
      const url of [
        "http://localhost",
        "http://LOCALHOST:8080/path",
        "http://127.0.0.1:8080",
        "http://127.255.1.2",
        // The URL parser makes 127.0.0.1 of these.
        "http://127.1",
        "http://0x7f000001",
        "http://127.0.0.1.",
        "http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]"
      ]
    ) {
      assert.isTrue(isLoopback(new URL(url).hostname), url)
    }
  })

  it("has no name that looks like one, because a name may resolve to any address", () => {
    for (
      const url of [
        "http://127.example.com",
        "http://127.0.0.1.example.com",
        "http://127-0-0-1.example.com",
        "http://localhost.example.com",
        "http://example.localhost",
        "http://localhost.",
        "http://127.0.0.1@example.com",
        "http://0.0.0.0",
        "http://10.0.0.127",
        "http://[::]",
        "http://[::ffff:10.0.0.1]",
        "http://[::ffff:127.0.0.1]"
      ]
    ) {
      assert.isFalse(isLoopback(new URL(url).hostname), url)
    }
  })
})
