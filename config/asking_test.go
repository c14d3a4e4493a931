package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/fetch"
)

func TestAMistakeHindersNoQuestionButOneAboutTheNetwork(t *testing.T) {
	const feeds, rules = "feeds: [{name: A, url: 'https://a.example/rss'}]\n", "rules: [{name: r, query: x}]\n"
	for _, tt := range []struct {
		name, text string
		wrong      int // 0 where the file is refused
		want       string
	}{
		{"storage", "storage: {path: [1]}\n" + feeds + rules, 1, "storage.path"},
		{"web", "web: {address: nowhere}\n" + feeds + rules, 1, "web.address"},
		{"fetch", "fetch: {every: soon, user_agent: me}\n" + feeds + rules, 1, "fetch.every"},
		{"websub", "websub: {callback: x}\n" + feeds + rules, 1, "websub.callback"},
		{"feeds", "feeds: [{name: A, url: 'https://a.example/rss', evry: 1h}]\n" + rules, 1, "feeds[0].evry"},
		{"no feeds", rules, 1, "feeds"},
		{"concepts", "concepts: [{name: 'a b'}]\n" + feeds + rules, 1, "concepts[0]"},
		{"rules", feeds + "rules: [{name: r, query: x AND}]\n", 1, "rules[0].query"},
		{"receivers", "receivers: [{name: desk}]\n" + feeds + rules, 1, "receivers[0]"},
		{"routes", "routes: [{receiver: nobody}]\n" + feeds + rules, 1, "routes[0]"},
		{"channels", "channels: [{name: c, rules: [none]}]\n" + feeds + rules, 1, "channels[0]"},
		{"network", "network: {proxy: 'ftp://p.example'}\n" + feeds + "rules: [{name: r, query: x AND}]\n", 0, "network.proxy"},
		{"a key for network", "netwrok: {proxy: 'http://p.example:3128'}\n" + feeds + rules, 0, "netwrok"},
		{"a key for nothing", "proxy: 'http://p.example:3128'\n" + feeds + rules, 0, `unknown key "proxy"`},
		{"a key that is nearly another", "feeds2: 1\n" + feeds + rules, 0, `unknown key "feeds2"`},
		{"no YAML", "network: {\n", 0, "not YAML"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			text := tt.text
			if tt.wrong > 0 {
				text = "network: {allow: [10.0.0.7]}\n" + text
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			loaded, wrong, err := ForAsking(path)
			if tt.wrong == 0 {
				if loaded != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil || len(wrong) < tt.wrong || !strings.Contains(wrong.Error(), tt.want) {
				t.Fatalf("%v, %v", wrong, err)
			}
			if n := loaded.Config.Network; len(n.Allow) != 1 || n.Allow[0] != "10.0.0.7" || loaded.Guard == nil {
				t.Errorf("the network is %+v", n)
			}
			if tt.name == "fetch" && loaded.Config.Fetch.UserAgent != (fetch.Config{}).UserAgent {
				t.Errorf("fetch is %+v", loaded.Config.Fetch)
			}
		})
	}
	if loaded, wrong, err := ForAsking(filepath.Join(t.TempDir(), "none.yaml")); loaded != nil || wrong != nil || err == nil {
		t.Error(loaded, wrong, err)
	}
}
