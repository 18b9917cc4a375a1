<?php
// Stands in for iamport/rest-client 2.1 and guzzlehttp/guzzle of Composer.

namespace GuzzleHttp {
    class Response
    {
        public function __construct(private string $body)
        {
        }

        public function getBody(): string
        {
            return $this->body;
        }
    }

    class Client
    {
        public function __construct(private array $options)
        {
        }

        public function get(string $path): Response
        {
            return $this->send('GET', $path, []);
        }

        public function post(string $path, array $options = []): Response
        {
            return $this->send('POST', $path, $options);
        }

        private function send(string $method, string $path, array $options): Response
        {
            $http = ['method' => $method, 'ignore_errors' => true, 'header' => []];
            foreach ($this->options['headers'] ?? [] as $name => $value) {
                $http['header'][] = "$name: $value";
            }
            if (isset($options['json'])) {
                $http['header'][] = 'Content-Type: application/json';
                $http['content'] = json_encode($options['json']);
            }
            $context = stream_context_create(['http' => $http]);
            return new Response(file_get_contents($this->options['base_uri'] . $path, false, $context));
        }
    }
}

namespace Iamport\RestClient\Request {
    class CancelPayment
    {
        public float $amount;
        public float $checksum;

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
            $answer = $this->getHttpClient(false)->post('/users/getToken', ['json' => $keys]);
            return json_decode($answer->getBody())->response->access_token;
        }

        public function callApi(Request\CancelPayment $request): Result
        {
            $answer = $this->getHttpClient(true)->post('/payments/cancel', ['json' => get_object_vars($request)]);
            return new Result(json_decode($answer->getBody(), true));
        }
    }
}
