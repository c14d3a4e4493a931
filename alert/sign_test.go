package alert

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// verify is a receiver's side of Standard Webhooks 1.0, written from the
// specification and sharing nothing with the signer: one key, five minutes of
// tolerance, any of the signatures may fit.
func verify(key string, h http.Header, body []byte, now time.Time) error {
	raw, err := base64.StdEncoding.DecodeString(key[len("whsec_"):])
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(h.Get("Webhook-Timestamp"), 10, 64)
	if err != nil {
		return err
	}
	if age := now.Sub(time.Unix(seconds, 0)); age.Abs() > 5*time.Minute {
		return errors.New("the timestamp is too far off")
	}
	mac := hmac.New(sha256.New, raw)
	mac.Write([]byte(h.Get("Webhook-Id") + "." + h.Get("Webhook-Timestamp") + "." + string(body)))
	want := mac.Sum(nil)
	for _, s := range strings.Split(h.Get("Webhook-Signature"), " ") {
		version, sum, _ := strings.Cut(s, ",")
		got, err := base64.StdEncoding.DecodeString(sum)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return errors.New("no signature fits")
}

// The example of the Standard Webhooks libraries.
func TestSignatureOfTheSpecification(t *testing.T) {
	keys, err := parseKeys(goodKey)
	if err != nil {
		t.Fatal(err)
	}
	got := signature(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEachKeySigns(t *testing.T) {
	other := "whsec_" + base64.StdEncoding.EncodeToString([]byte("a second key of thirty-two bytes"))
	keys, err := parseKeys(goodKey + "\n" + other)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte("Zəngəzur")
	h := http.Header{}
	h.Set("webhook-id", "alert_1")
	h.Set("webhook-timestamp", strconv.FormatInt(noon.Unix(), 10))
	h.Set("webhook-signature", signature(keys, "alert_1", noon, body))
	for _, key := range []string{goodKey, other} {
		if err := verify(key, h, body, noon); err != nil {
			t.Error(err)
		}
	}
	if verify(goodKey, h, []byte("Zengezur"), noon) == nil {
		t.Error("another body fits the signature")
	}
}

func TestNoKeyNoSignature(t *testing.T) {
	if s := signature(nil, "id", noon, nil); s != "" {
		t.Errorf("got %q", s)
	}
}

func FuzzParseKeys(f *testing.F) {
	for _, s := range []string{"", goodKey, goodKey + " " + goodKey, "whsec_", "whsec_====", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		keys, err := parseKeys(s)
		if err != nil {
			return
		}
		for _, key := range keys {
			if len(key) < minKey || len(key) > maxKey {
				t.Fatalf("a key of %d bytes was taken", len(key))
			}
		}
	})
}
