# Stands in for the gem iamport.
require "json"
require "net/http"

module Iamport
  IAMPORT_HOST = "https://api.iamport.kr"
  Config = Struct.new(:api_key, :api_secret)

  class << self
    def configure
      yield config
    end

    def config
      @config ||= Config.new
    end

    def cancel(body)
      token = post("/users/getToken", { imp_key: config.api_key, imp_secret: config.api_secret })
      post("/payments/cancel", body, "Authorization" => token["response"]["access_token"])
    end

    private

    def post(path, body, headers = {})
      headers = { "Content-Type" => "application/json" }.merge(headers)
      JSON.parse(Net::HTTP.post(URI(IAMPORT_HOST + path), body.to_json, headers).body)
    end
  end
end
