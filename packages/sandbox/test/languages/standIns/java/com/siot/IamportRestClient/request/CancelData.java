package com.siot.IamportRestClient.request;

import java.math.BigDecimal;

/** Stands in for the request of iamport-rest-client-java. */
public class CancelData {
    public final String impUid;
    public final BigDecimal amount;
    public BigDecimal checksum;

    public CancelData(String uid, boolean isImpUid, BigDecimal amount) {
        this.impUid = uid;
        this.amount = amount;
    }

    public void setChecksum(BigDecimal checksum) {
        this.checksum = checksum;
    }
}
