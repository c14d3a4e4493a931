package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// methods are those that the Recommendation names (section 8).
var methods = map[string]func() hash.Hash{
	"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// signed tells whether the header X-Hub-Signature, "method=hex", signs the body
// with the secret. It takes the same time for every wrong signature.
func signed(header, secret string, body []byte) bool {
	method, digest, _ := strings.Cut(strings.TrimSpace(header), "=")
	sum, err := hex.DecodeString(digest)
	hashed := methods[strings.ToLower(method)]
	if err != nil || hashed == nil {
		return false
	}
	mac := hmac.New(hashed, []byte(secret))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), sum)
}
