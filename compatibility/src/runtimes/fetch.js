import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { exercise } from "./exercise.js"

const { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
console.log(JSON.stringify(await exercise({ key, secret, url }, FetchTransport.layer({ baseUrl: url }))))
