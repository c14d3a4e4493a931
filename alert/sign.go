package alert

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	// keyPrefix marks a signing key, so that a lost one is known for what it is.
	keyPrefix = "whsec_"
	// Standard Webhooks 1.0 asks for keys of 24 to 64 bytes.
	minKey, maxKey = 24, 64
)

// parseKeys reads one or more signing keys, separated by white space. Its
// errors never show a key.
func parseKeys(s string) ([][]byte, error) {
	var keys [][]byte
	for i, word := range strings.Fields(s) {
		key, err := parseKey(word)
		if err != nil {
			return nil, fmt.Errorf("signing key %d: %w", i+1, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func parseKey(word string) ([]byte, error) {
	text, ok := strings.CutPrefix(word, keyPrefix)
	if !ok {
		return nil, errors.New("it does not begin with " + keyPrefix)
	}
	key, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		return nil, errors.New("what follows " + keyPrefix + " is not base64")
	case len(key) < minKey:
		return nil, fmt.Errorf("it has %d bytes: at least %d are needed", len(key), minKey)
	case len(key) > maxKey:
		return nil, fmt.Errorf("it has %d bytes: at most %d are allowed", len(key), maxKey)
	}
	return key, nil
}

// signature gives the webhook-signature header of Standard Webhooks 1.0: for
// each key "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body". It is
// empty without keys.
func signature(keys [][]byte, id string, at time.Time, body []byte) string {
	signatures := make([]string, len(keys))
	for i, key := range keys {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
		mac.Write(body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(signatures, " ")
}
