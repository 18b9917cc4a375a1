import type { Settings, Transport } from "@effect-portone/core"
import { HttpTransport, NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import type { SetupError } from "@effect-portone/http/SetupError"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import { checkBaseUrl } from "../src/internal/baseUrl.ts"

const check = (baseUrl: string, host?: string) =>
  Result.match(checkBaseUrl(baseUrl, host), { onFailure: ({ problem }) => problem, onSuccess: (base) => base })

describe("allowPlainHttpTo", () => {
  it("allows http to the one host that it names, on any port", () => {
    assert.strictEqual(check("http://sandbox:10851", "sandbox"), "http://sandbox:10851")
    assert.strictEqual(check("http://Sandbox:80/v1/", "SANDBOX"), "http://sandbox/v1")
    assert.strictEqual(
      check("http://portone-sandbox.test.svc", "portone-sandbox.test.svc"),
      "http://portone-sandbox.test.svc"
    )
    assert.strictEqual(check("http://10.0.0.7:10851", "10.0.0.7"), "http://10.0.0.7:10851")
    assert.strictEqual(check("http://[fd00::7]:10851", "[FD00:0::7]"), "http://[fd00::7]:10851")
    assert.strictEqual(check("http://my_sandbox:1", "my_sandbox"), "http://my_sandbox:1")
  })

  it("allows no other host, also not one that contains the name", () => {
    for (
      const baseUrl of [
        "http://sandbox2:10851",
        "http://sandbox.example",
        "http://evil.sandbox",
        "http://sandbox.",
        "http://api.iamport.kr",
        "http://10.0.0.7"
      ]
    ) {
      assert.strictEqual(check(baseUrl, "sandbox"), "not-encrypted", baseUrl)
      assert.strictEqual(check(baseUrl), "not-encrypted", baseUrl)
    }
    assert.strictEqual(check("http://sandbox@evil.example", "sandbox"), "user-info")
    assert.strictEqual(check("ftp://sandbox", "sandbox"), "not-https")
  })

  it("is one host: no pattern, no list, no scheme, no port, and no switch for all hosts", () => {
    for (
      const host of [
        "",
        "*",
        "*.test",
        ".test",
        "a.",
        "true",
        "http://sandbox",
        "sandbox:10851",
        "a,b",
        "a b",
        " a",
        "a/b",
        "a@b",
        "샌드박스",
        "::1",
        "sand\nbox"
      ]
    ) {
      const expected = host === "true" ? "not-encrypted" : "plain-http-host"
      assert.strictEqual(check("http://sandbox:10851", host), expected, JSON.stringify(host))
    }
  })

  it("names no host of PortOne, which gets real credentials", () => {
    for (const host of ["api.iamport.kr", "API.IAMPORT.KR", "static-api.iamport.kr", "iamport.kr", "api.portone.io"]) {
      assert.strictEqual(check(`http://${host}`, host), "plain-http-host", host)
    }
    assert.strictEqual(check("http://notiamport.kr", "notiamport.kr"), "http://notiamport.kr")
  })

  it("leaves https and this machine as they are", () => {
    assert.strictEqual(check("https://api.iamport.kr", "sandbox"), "https://api.iamport.kr")
    assert.strictEqual(check("http://127.0.0.1:1", "sandbox"), "http://127.0.0.1:1")
  })
})

describe("every transport", () => {
  const overHttp = (options: HttpTransport.Options) =>
    HttpTransport.layer(options).pipe(Layer.provide(FetchHttpClient.layer))
  type Build<E> = Layer.Layer<Transport.Transport, E>
  const layers: ReadonlyArray<
    readonly [
      string,
      (options: HttpTransport.Options) => Build<SetupError>,
      Build<Settings.InvalidSettings | SetupError>
    ]
  > = [
    ["NodeTransport", NodeTransport.layer, NodeTransport.layerConfig],
    ["FetchTransport", FetchTransport.layer, FetchTransport.layerConfig],
    ["HttpTransport", overHttp, HttpTransport.layerConfig.pipe(Layer.provide(FetchHttpClient.layer))]
  ]

  for (const [name, layer, layerConfig] of layers) {
    it.effect(`${name} names the option when it is missing, and builds with it`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(layer({ baseUrl: "http://sandbox:10851" }))))

        assert.strictEqual(error._tag, "InvalidBaseUrl")
        assert.include(error.message, "sends credentials to sandbox without encryption")
        assert.include(error.message, "allowPlainHttpTo: \"sandbox\"")
        assert.include("messageKo" in error ? error.messageKo : "", "allowPlainHttpTo: \"sandbox\"")
        yield* Effect.scoped(Layer.build(layer({ baseUrl: "http://sandbox:10851", allowPlainHttpTo: "sandbox" })))
      }))

    it.effect(`${name} reads the option from the configuration`, () => {
      const variables = { PORTONE_BASE_URL: "http://sandbox:10851", PORTONE_ALLOW_PLAIN_HTTP_TO: "sandbox" }
      return Effect.scoped(Layer.build(layerConfig)).pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(variables))
      )
    })
  }
})

describe("the message about PortOne's own host", () => {
  it("does not advise to send credentials there without encryption", () => {
    const error = Result.match(checkBaseUrl("http://api.iamport.kr"), {
      onFailure: (error) => error,
      onSuccess: () => undefined
    })

    assert.notInclude(error?.message, "allowPlainHttpTo")
    assert.notInclude(error?.messageKo, "allowPlainHttpTo")
  })
})
