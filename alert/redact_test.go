package alert

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vedette/secret"
)

// TestNoAnswerPutsASecretIntoTheLedger holds for every way in which servers
// repeat what they were asked.
func TestNoAnswerPutsASecretIntoTheLedger(t *testing.T) {
	const token, key, password = "T0ken+of/the&hook", "k3y-of-the-query", "p4ss-word"
	path := "/hooks/" + url.PathEscape(token) + "/Short"
	query := "?key=" + key + "&v=1"
	quoted := func(v string) string { b, _ := json.Marshal(v); return string(b) }
	answers := map[string]string{
		"address":                          "Cannot POST " + path + query,
		"path":                             path + " is unknown",
		"segment alone":                    "no hook " + token,
		"segment as it was sent":           "no hook " + url.PathEscape(token),
		"segment as of a query":            "no hook " + url.QueryEscape(token),
		"JSON":                             quoted("/hooks/" + token),
		"JSON with slashes escaped":        strings.ReplaceAll(quoted("/hooks/"+token+"/Short"), "/", `\/`),
		"address in JSON, slashes escaped": strings.ReplaceAll(quoted(path+query), "/", `\/`),
		"HTML":                             html.EscapeString("no hook /hooks/" + token),
		"query value":                      "key " + key + " is wrong",
		"header":                           "authorization was: Bearer " + password,
		"word of a header":                 password + " is wrong",
		"short header":                     "desk is #Short1",
		"at the cut":                       strings.Repeat("x", maxExcerpt-10) + token,
		"at the cut, in spaces":            strings.Repeat("x ", maxExcerpt/2-4) + path,
		"split by control characters":      "no hook " + token[:5] + "\x00\x01" + token[5:],
	}
	w := Webhook{Headers: map[string]secret.Text{"Authorization": "Bearer " + password, "X-Desk": "#Short1"}}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				rw.WriteHeader(http.StatusNotFound)
				io.WriteString(rw, answer)
			}))
			defer server.Close()
			w.URL = secret.Text(server.URL + path + query)
			_, err := testCourier(t).post(t.Context(), w, oneMessage("t"))
			said := asFailure(err).Error()
			for _, part := range []string{token[:5], "the&hook", key[:5], password[:5], "Short"} {
				if strings.Contains(said, part) {
					t.Errorf("it shows %q: %s", part, said)
				}
			}
			if name != "at the cut" && !strings.Contains(said, "[secret]") {
				t.Errorf("it does not say that something is hidden: %s", said)
			}
		})
	}
}

func TestAnAnswersStatusIsRedactedToo(t *testing.T) {
	for name, status := range map[string]string{"delivered": "200 got /hooks/TOKEN-8-9", "refused": "404 no TOKEN-8-9"} {
		t.Run(name, func(t *testing.T) {
			c := testCourier(t)
			c.web.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				code := http.StatusOK
				if name == "refused" {
					code = http.StatusNotFound
				}
				return &http.Response{Status: status, StatusCode: code, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
			})
			answer, err := c.post(t.Context(), Webhook{URL: "http://hook/hooks/TOKEN-8-9"}, oneMessage("t"))
			if err != nil {
				answer = err.Error()
			}
			if strings.Contains(answer, "TOKEN") || !strings.Contains(answer, "[secret]") {
				t.Errorf("it says %q", answer)
			}
		})
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	u, err := url.Parse("https://example.org/api/v1/hook?v=1")
	if err != nil {
		t.Fatal(err)
	}
	const text = "v1 of the api has no hook with id 1"
	if got := (Webhook{}).secrets(u).hide(text); got != text {
		t.Errorf("got %q", got)
	}
	u.Path, u.RawQuery = "/", ""
	if got := (Webhook{}).secrets(u).hide("a / b"); got != "a / b" {
		t.Errorf("got %q", got)
	}
}

func FuzzHide(f *testing.F) {
	f.Add("/hooks/TOKEN-8-9", "key=value", "Bearer x", "no TOKEN-8-9")
	f.Fuzz(func(t *testing.T, path, query, header, text string) {
		u := &url.URL{Scheme: "http", Host: "hook", Path: path, RawQuery: query}
		w := Webhook{Headers: map[string]secret.Text{"X": secret.Text(header)}}
		w.secrets(u).hide(text)
	})
}
