package demo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// keyPrefix marks a signing key of Standard Webhooks 1.0.
const keyPrefix = "whsec_"

// keyBytes is within the 24 to 64 that Standard Webhooks asks for.
const keyBytes = 32

// tolerance is how far a delivery's timestamp may be from the clock, so that
// an overheard delivery cannot be sent again later.
const tolerance = 5 * time.Minute

// NewSigningKey makes a random key, "whsec_" and base64.
func NewSigningKey() string {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails, says its documentation
	return keyPrefix + base64.StdEncoding.EncodeToString(key)
}

func parseSigningKey(s string) ([]byte, error) {
	text, ok := strings.CutPrefix(s, keyPrefix)
	key, err := base64.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(key) == 0 {
		return nil, errors.New("a signing key is " + keyPrefix + " and base64: take one from NewSigningKey")
	}
	return key, nil
}

// verify checks the three headers of Standard Webhooks 1.0 against the body.
// It is written from the receiver's side of that document and shares nothing
// with the sender, so that the demo shows that others can check it too.
func verify(key []byte, h http.Header, body []byte, now time.Time) error {
	id, stamp := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if id == "" || err != nil {
		return errors.New("webhook-id or webhook-timestamp is missing")
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errors.New("webhook-timestamp is too far from now")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
	want := mac.Sum(nil)
	for word := range strings.FieldsSeq(h.Get("webhook-signature")) {
		text, ok := strings.CutPrefix(word, "v1,")
		got, err := base64.StdEncoding.DecodeString(text)
		if ok && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return errors.New("no webhook-signature fits")
}
