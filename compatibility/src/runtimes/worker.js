import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { exercise } from "./exercise.js"

export default {
  async fetch(_request, { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url }) {
    return Response.json(await exercise({ key, secret, url }, FetchTransport.layer({ baseUrl: url })))
  }
}
