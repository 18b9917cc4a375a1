"""Stands in for iamport-rest-client 0.9 of PyPI."""
import json
import urllib.request


class Iamport:
    class ResponseError(Exception):
        pass

    def __init__(self, imp_key, imp_secret, imp_url):
        self.keys = {"imp_key": imp_key, "imp_secret": imp_secret}
        self.imp_url = imp_url

    def _post(self, path, body, headers):
        request = urllib.request.Request(
            self.imp_url + path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        )
        answer = json.load(urllib.request.urlopen(request))
        if answer["code"] != 0:
            raise Iamport.ResponseError(answer["code"], answer["message"])
        return answer["response"]

    def cancel(self, reason, **fields):
        token = self._post("users/getToken", self.keys, {})["access_token"]
        return self._post("payments/cancel", {"reason": reason, **fields}, {"Authorization": token})
