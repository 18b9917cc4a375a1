import { assert, describe, it } from "@effect/vitest"
import { isLoopback } from "../src/serve/loopback.ts"

describe("a host that only this machine can reach", () => {
  it("is localhost, an IPv4 address in 127.0.0.0/8, or ::1", () => {
    for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "127.255.255.255", "::1"]) {
      assert.isTrue(isLoopback(host), host)
    }
  })

  it("is no name that looks like one, because a name may resolve to any address", () => {
    for (
      const host of [
        "",
        "127.example.com",
        "127.0.0.1.example.com",
        "127.0.0.1.",
        "127.0.0.256",
        "127.0.0",
        "127.0.0.1 ",
        "127.0.0.1\n",
        "0127.0.0.1",
        "1127.0.0.1",
        "localhost.example.com",
        "example.localhost",
        "localhost\n",
        "0.0.0.0",
        "10.0.0.1",
        "::",
        "::1.example.com",
        "::ffff:10.0.0.1"
      ]
    ) {
      assert.isFalse(isLoopback(host), JSON.stringify(host))
    }
  })
})
