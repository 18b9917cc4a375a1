import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { checkBaseUrl } from "../src/internal/baseUrl.ts"

const check = (text: string) =>
  Result.match(checkBaseUrl(text), { onFailure: ({ problem }) => problem, onSuccess: (base) => base })

describe("a base URL that is rejected", () => {
  for (
    const [text, problem] of [
      ["https://api.iamport.kr?", "query-or-fragment"],
      ["https://api.iamport.kr#", "query-or-fragment"],
      ["https://api.iamport.kr/#", "query-or-fragment"],
      ["https://api.iamport.kr/?", "query-or-fragment"],
      ["https://api.iamport.kr/?#", "query-or-fragment"],
      ["https://api.iamport.kr/a?b", "query-or-fragment"],
      ["https://api.iamport.kr/a#b", "query-or-fragment"],
      ["https://@api.iamport.kr", "user-info"],
      ["https://:@api.iamport.kr", "user-info"],
      ["https://key@api.iamport.kr", "user-info"],
      ["https://api.iamport.kr@evil.example", "user-info"],
      [" https://api.iamport.kr", "characters"],
      ["https://api.iamport.kr ", "characters"],
      ["https://api.iamport.kr\n", "characters"],
      ["https://api.\niamport.kr", "characters"],
      ["https://api.iamport.kr/\t", "characters"],
      ["https://api.iamport.kr/a b", "characters"],
      ["https://api.iamport.kr\u0000", "characters"],
      ["https://api.iamport.kr\u00a0", "characters"],
      ["https://api.iamport.kr\u200b", "characters"],
      ["https://api\u3002iamport.kr", "characters"],
      ["https:\\\\api.iamport.kr", "characters"],
      ["https:api.iamport.kr", "not-absolute"],
      ["https:///api.iamport.kr", "not-absolute"],
      ["https://", "not-absolute"],
      ["//api.iamport.kr", "not-absolute"],
      ["localhost:4010", "not-https"],
      ["ftp://api.iamport.kr", "not-https"],
      ["http://127.example.com", "not-encrypted"],
      ["http://localhost.", "not-encrypted"],
      ["http://a.localhost:4010", "not-encrypted"],
      ["http://..", "not-encrypted"],
      ["http://0x08080808", "not-encrypted"],
      ["https://.", "host"],
      ["https://..", "host"],
      ["https://.:8443/a", "host"],
      ["https://.iamport.kr", "host"],
      ["https://api..iamport.kr", "host"],
      ["https://api.iamport.kr.", "host"],
      ["https://api%2eiamport.kr", "host"],
      ["https://%61pi.iamport.kr", "host"],
      ["http://%6cocalhost:4010", "host"],
      ["http://127.0.0.010", "host"],
      ["http://127.000.000.001:4010", "host"],
      ["http://0177.1", "host"],
      ["http://127.0.0.08", "not-absolute"],
      ["http://017700000001", "host"],
      ["http://127.0.0.1.", "host"],
      ["https://012.0.0.1", "host"],
      ["http://10.1", "not-encrypted"],
      ["http://0xa000001", "not-encrypted"],
      ["http://3232235777", "not-encrypted"],
      ["https://256.0.0.1", "not-absolute"],
      ["https://gateway.example/a/../b", "path"],
      ["https://gateway.example/a/%2e%2e/b", "path"],
      ["https://gateway.example/./a", "path"]
    ] as const
  ) {
    it(`${JSON.stringify(text)}: ${problem}`, () => {
      assert.strictEqual(check(text), problem)
    })
  }
})

describe("a base URL that is accepted", () => {
  for (
    const [text, base] of [
      ["https://api.iamport.kr", "https://api.iamport.kr"],
      ["https://api.iamport.kr/", "https://api.iamport.kr"],
      ["HTTPS://API.iamport.kr:443", "https://api.iamport.kr"],
      ["https://gateway.example:8443/a/b%20c/", "https://gateway.example:8443/a/b%20c"],
      ["https://gateway.example/me@home", "https://gateway.example/me@home"],
      ["http://localhost:4010", "http://localhost:4010"],
      ["http://127.0.0.2:4010", "http://127.0.0.2:4010"],
      ["http://127.1", "http://127.0.0.1"],
      ["http://127.0.1", "http://127.0.0.1"],
      ["http://0x7f.0.0.1", "http://127.0.0.1"],
      ["http://0X7F000001", "http://127.0.0.1"],
      ["http://2130706433:4010/a", "http://127.0.0.1:4010/a"],
      ["https://10.1", "https://10.0.0.1"],
      ["https://01.example.com", "https://01.example.com"],
      ["http://LocalHost:4010", "http://localhost:4010"],
      ["https://10.0.0.1:8443", "https://10.0.0.1:8443"],
      ["https://api.iamport.kr:", "https://api.iamport.kr"],
      ["https://xn--3e0b707e", "https://xn--3e0b707e"],
      ["http://[::1]:4010", "http://[::1]:4010"],
      ["http://[0:0:0:0:0:0:0:1]:4010", "http://[::1]:4010"],
      ["https://[2001:DB8::1]", "https://[2001:db8::1]"]
    ] as const
  ) {
    it(`${text}: ${base}`, () => {
      assert.strictEqual(check(text), base)
    })
  }
})
