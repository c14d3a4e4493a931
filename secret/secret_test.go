package secret

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestNoPrintedFormShowsTheSecret(t *testing.T) {
	type holder struct{ Password Text }
	h := holder{"hunter2"}
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{
		fmt.Sprint(h.Password), h.Password.String(), fmt.Sprintf("%q", h.Password),
		fmt.Sprintf("%v", h), fmt.Sprintf("%+v", &h), fmt.Sprintf("%#v", h), string(asJSON),
	}
	for _, form := range forms {
		if strings.Contains(form, "hunter2") || !strings.Contains(form, hidden) {
			t.Errorf("printed as %s", form)
		}
	}
	if h.Password.Reveal() != "hunter2" {
		t.Error("Reveal does not give the secret")
	}
}

func TestAnEmptySecretPrintsAsNothing(t *testing.T) {
	if got := Text("").String(); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestHexFormsOfASecretAreHiddenToo(t *testing.T) {
	if got := fmt.Sprintf("%x", Text("hunter2")); strings.Contains(got, fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("printed as %s", got)
	}
}
