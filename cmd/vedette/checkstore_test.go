package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"vedette/storage"
)

func TestCheckOfTheStoreNamesWhatIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	configured := func(store string) {
		writeFile(t, path, fmt.Sprintf(takeOverConfig, store, `{name: Other, url: "http://127.0.0.1:1/rss"}`))
	}
	broken, whole := damagedFeed(t, "https://before.example/rss"), filepath.Join(t.TempDir(), "vedette.db")
	store, err := storage.Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	configured(whole)
	if said := vedette(t, 1, "check", "--store", path); !strings.Contains(said, "in use by another vedette") {
		t.Errorf("of a store that is held it says %s", said)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if said := vedette(t, 0, "check", "--store", path); !strings.Contains(said, whole+" is good: no damage was found") {
		t.Errorf("of a whole store it says %s", said)
	}
	if said := vedette(t, 0, "check", "--store", "--json", path); strings.Contains(said, `"level":"error"`) {
		t.Errorf("of a whole store it says %s", said)
	}
	configured(broken)
	said := vedette(t, 1, "check", "--store", path)
	for _, want := range []string{broken + `: record "added" of table feeds is damaged`, "begins anew with its next visit, and what it has shown is known)\n", "fault"} {
		if !strings.Contains(said, want) {
			t.Errorf("of a damaged store it does not say %q but %s", want, said)
		}
	}
	if said := vedette(t, 1, "check", "--store", "--json", path); !strings.Contains(said, `"level":"error","file":"`+broken+`"`) {
		t.Errorf("of a damaged store it says %s", said)
	}
	configured(filepath.Join(t.TempDir(), "none.db"))
	if said := vedette(t, 1, "check", "--store", path); !strings.Contains(said, "no store at") {
		t.Errorf("of no store it says %s", said)
	}
}
