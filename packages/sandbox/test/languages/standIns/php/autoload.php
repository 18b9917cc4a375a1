<?php
// Stands in for iamport/rest-client 2.1 and guzzlehttp/guzzle of Composer.

namespace GuzzleHttp {
    class Client
    {
        public function __construct(private array $options)
        {
        }

        public function post(string $path, array $body): array
        {
            $headers = ['Content-Type: application/json'];
            foreach ($this->options['headers'] ?? [] as $name => $value) {
                $headers[] = "$name: $value";
            }
            $http = ['method' => 'POST', 'header' => $headers, 'content' => json_encode($body), 'ignore_errors' => true];
            $context = stream_context_create(['http' => $http]);
            return json_decode(file_get_contents($this->options['base_uri'] . $path, false, $context), true);
        }
    }
}

namespace Iamport\RestClient\Request {
    class CancelPayment
    {
        public float $amount;
        public float $checksum;
        public string $reason;

        private function __construct(public string $imp_uid)
        {
        }

        public static function withImpUid(string $imp_uid): self
        {
            return new self($imp_uid);
        }
    }
}

namespace Iamport\RestClient {
    use GuzzleHttp\Client;

    class Result
    {
        public function __construct(private array $answer)
        {
        }

        public function isSuccess(): bool
        {
            return $this->answer['code'] === 0;
        }
    }

    class Iamport
    {
        public function __construct(private string $impKey, private string $impSecret)
        {
        }

        protected function getHttpClient(bool $authenticated): Client
        {
            throw new \Exception('The stand-in sends nothing to PortOne.');
        }

        public function requestAccessToken(bool $force = false): ?string
        {
            $keys = ['imp_key' => $this->impKey, 'imp_secret' => $this->impSecret];
            return $this->getHttpClient(false)->post('/users/getToken', $keys)['response']['access_token'];
        }

        public function callApi(Request\CancelPayment $request): Result
        {
            return new Result($this->getHttpClient(true)->post('/payments/cancel', get_object_vars($request)));
        }
    }
}
