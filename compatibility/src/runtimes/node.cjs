const { NodeTransport } = require("@effect-portone/http")
const { exercise } = require("./exercise.js")

const { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
exercise({ key, secret, url }, NodeTransport.layer({ baseUrl: url })).then((lines) => console.log(JSON.stringify(lines)))
