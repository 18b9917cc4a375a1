package com.siot.IamportRestClient;

/** Stands in for the Retrofit interface of iamport-rest-client-java. */
public class Iamport {
    final String url;

    public Iamport(String url) {
        this.url = url;
    }
}
