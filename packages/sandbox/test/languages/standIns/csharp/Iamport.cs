// Stands in for Iamport.RestApi 2.0 of NuGet.
using System;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Iamport.RestApi
{
    public class IamportHttpClientOptions
    {
        public string IamportId { get; set; }
        public string ApiKey { get; set; }
        public string ApiSecret { get; set; }
        public string BaseUrl { get; set; }
    }

    public class IamportHttpClient
    {
        private readonly IamportHttpClientOptions options;
        private readonly HttpClient http = new HttpClient();

        public IamportHttpClient(IamportHttpClientOptions options)
        {
            this.options = options;
        }

        public async Task<string> Post(string path, string body, string token)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, options.BaseUrl + path);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            if (token != null) request.Headers.Add("X-ImpTokenHeader", token);
            return await (await http.SendAsync(request)).Content.ReadAsStringAsync();
        }

        public async Task<string> Token()
        {
            var keys = "{\"imp_key\":\"" + options.ApiKey + "\",\"imp_secret\":\"" + options.ApiSecret + "\"}";
            return Regex.Match(await Post("/users/getToken", keys, null), "\"access_token\":\"([0-9a-f]+)\"").Groups[1].Value;
        }
    }
}

namespace Iamport.RestApi.Models
{
    public class PaymentCancellation
    {
        public string IamportId { get; set; }
        public decimal Amount { get; set; }
        public string Reason { get; set; }
    }

    public class Payment
    {
    }
}

namespace Iamport.RestApi.Apis
{
    using Iamport.RestApi.Models;

    public class PaymentsApi
    {
        private readonly IamportHttpClient client;

        public PaymentsApi(IamportHttpClient client)
        {
            this.client = client;
        }

        public async Task<Payment> CancelAsync(PaymentCancellation cancellation)
        {
            var body = "{\"imp_uid\":\"" + cancellation.IamportId + "\",\"amount\":" + cancellation.Amount + "}";
            var answer = await client.Post("/payments/cancel", body, await client.Token());
            if (!answer.Contains("\"code\":0,")) throw new Exception(answer);
            return new Payment();
        }
    }
}
