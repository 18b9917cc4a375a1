package com.siot.IamportRestClient;

import com.siot.IamportRestClient.request.CancelData;
import com.siot.IamportRestClient.response.IamportResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands in for the client of iamport-rest-client-java. */
public class IamportClient {
    private final String key;
    private final String secret;
    protected Iamport iamport;

    public IamportClient(String key, String secret) {
        this.key = key;
        this.secret = secret;
    }

    private String post(String path, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(iamport.url + path))
            .header("Content-Type", "application/json").header("Authorization", token)
            .POST(BodyPublishers.ofString(body)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) throw new IllegalStateException(text);
        return matcher.group(1);
    }

    public IamportResponse cancelPaymentByImpUid(CancelData data) throws Exception {
        String keys = "{\"imp_key\":\"" + key + "\",\"imp_secret\":\"" + secret + "\"}";
        String token = find("\"access_token\":\"([0-9a-f]+)\"", post("users/getToken", "none", keys));
        String body = "{\"imp_uid\":\"" + data.impUid + "\",\"amount\":" + data.amount + ",\"checksum\":" + data.checksum + "}";
        return new IamportResponse(Integer.parseInt(find("\"code\":(-?\\d+)", post("payments/cancel", token, body))));
    }
}
