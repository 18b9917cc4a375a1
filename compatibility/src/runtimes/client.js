import { HttpTransport } from "@effect-portone/http"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { exercise } from "./exercise.js"

const { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
const transport = HttpTransport.layer({ baseUrl: url }).pipe(Layer.provide(FetchHttpClient.layer))
console.log(JSON.stringify(await exercise({ key, secret, url }, transport)))
