// Package iamport stands in for github.com/iamport/go-iamport.
package iamport

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

type Iamport struct{ url, key, secret string }

type Payment struct {
	CancelAmount float64 `json:"cancel_amount"`
}

func NewIamport(apiURL, restAPIKey, restAPISecret string) (*Iamport, error) {
	return &Iamport{apiURL, restAPIKey, restAPISecret}, nil
}

func (iamport *Iamport) post(path, token string, body, response any) error {
	text, _ := json.Marshal(body)
	request, err := http.NewRequest("POST", iamport.url+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	envelope := struct {
		Code     int
		Message  string
		Response any
	}{Response: response}
	if err := json.NewDecoder(answer.Body).Decode(&envelope); err != nil {
		return err
	}
	if envelope.Code != 0 {
		return errors.New(envelope.Message)
	}
	return nil
}

func (iamport *Iamport) CancelPaymentImpUID(
	impUID, merchantUID string, amount, taxFree, checksum float64, reason, holder, bank, account string,
) (*Payment, error) {
	var token struct {
		Token string `json:"access_token"`
	}
	keys := map[string]any{"imp_key": iamport.key, "imp_secret": iamport.secret}
	if err := iamport.post("/users/getToken", "", keys, &token); err != nil {
		return nil, err
	}
	payment := &Payment{}
	body := map[string]any{"imp_uid": impUID, "amount": amount, "checksum": checksum, "reason": reason}
	return payment, iamport.post("/payments/cancel", token.Token, body, payment)
}
