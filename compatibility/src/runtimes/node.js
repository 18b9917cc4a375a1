import { NodeTransport } from "@effect-portone/http"
import { exercise } from "./exercise.js"

const { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
console.log(JSON.stringify(await exercise({ key, secret, url }, NodeTransport.layer({ baseUrl: url }))))
