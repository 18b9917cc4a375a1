package com.siot.IamportRestClient.response;

/** Stands in for the response of iamport-rest-client-java. */
public class IamportResponse {
    private final int code;

    public IamportResponse(int code) {
        this.code = code;
    }

    public int getCode() {
        return code;
    }
}
