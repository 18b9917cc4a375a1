import { isLoopback } from "@effect-portone/http/Loopback"
import { assert, describe, it } from "@effect/vitest"

describe("this machine", () => {
  for (const host of ["localhost", "127.0.0.1", "127.0.0.53", "127.255.255.255", "[::1]"]) {
    it(`is ${host}`, () => assert.isTrue(isLoopback(host)))
  }

  for (
    const host of [
      "",
      "127.example.com",
      "127.0.0.1.example.com",
      "127.0.0.1.",
      "127.0.0",
      "127.0.0.256",
      "127.0.0.010",
      "128.0.0.1",
      "0.0.0.0",
      "localhost.",
      "localhost.example.com",
      "a.localhost",
      "LOCALHOST",
      "[::2]",
      "[::ffff:7f00:1]",
      "::1",
      " 127.0.0.1",
      "127.0.0.1\n"
    ]
  ) {
    it(`is not ${JSON.stringify(host)}`, () => assert.isFalse(isLoopback(host)))
  }

  for (const spelling of ["127.1", "0x7f.1", "2130706433", "127.000.000.001"]) {
    it(`is ${spelling} once a URL has read it`, () => assert.isTrue(isLoopback(new URL(`http://${spelling}`).hostname)))
  }
})
