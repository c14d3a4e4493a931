package publish

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCheckNamesEveryProblem(t *testing.T) {
	ok := Channel{Name: "ok", Rules: []string{"Corridor"}}
	with := func(change func(*Channel)) Channel {
		c := ok
		change(&c)
		return c
	}
	for _, tc := range []struct {
		name    string
		channel Channel
		want    []string // parts of the problems, in order
	}{
		{"rules", ok, nil},
		{"labels", Channel{Name: "a", Labels: map[string]string{"severity": "high", "topic": "x"}}, nil},
		{"query", Channel{Name: "a-b_1", Query: "corridor"}, nil},
		{"no name", with(func(c *Channel) { c.Name = "" }), []string{"channels[1]: the channel has no name (write a name"}},
		{"name not for addresses", with(func(c *Channel) { c.Name = "Über uns/.." }), []string{"channels[1].name: \"Über uns/..\" cannot be"}},
		{"name begins with a dash", with(func(c *Channel) { c.Name = "-x" }), []string{"channels[1].name: "}},
		{"name too long", with(func(c *Channel) { c.Name = strings.Repeat("a", 65) }), []string{"channels[1].name: the name has 65"}},
		{"name taken", with(func(c *Channel) { c.Name = "first" }), []string{"channels[1].name: channels[0] has the name \"first\" already"}},
		{"limit too high", with(func(c *Channel) { c.Limit = 501 }), []string{"channels[1].limit: limit 501 is out of range (write 1 to 500"}},
		{"limit negative", with(func(c *Channel) { c.Limit = -1 }), []string{"channels[1].limit: "}},
		{"language", with(func(c *Channel) { c.Language = "English" }), []string{"channels[1].language: \"English\" is no language code"}},
		{"language with region", with(func(c *Channel) { c.Language = "pt-BR" }), nil},
		{"nothing selected", Channel{Name: "a"}, []string{"channels[1]: the channel selects nothing"}},
		{"two selections", with(func(c *Channel) { c.Query = "x" }), []string{"channels[1].query: the channel has rules and query"}},
		{"blank query", Channel{Name: "a", Query: " \n"}, []string{"channels[1].query: the query is blank"}},
		{"unknown rule, near", with(func(c *Channel) { c.Rules = []string{"coridor"} }), []string{"channels[1].rules[0]: there is no rule \"coridor\" (did you mean \"Corridor\"?)"}},
		{"unknown rule, far", with(func(c *Channel) { c.Rules = []string{"weather"} }), []string{"channels[1].rules[0]: there is no rule \"weather\" (write the name"}},
		{"rule twice", with(func(c *Channel) { c.Rules = []string{"Corridor", "Corridor"} }), []string{"channels[1].rules[1]: the rule \"Corridor\" stands here twice"}},
		{"labels never met", Channel{Name: "a", Labels: map[string]string{"severity": "hihg", "rule": "Sanktions", "topic": ""}}, []string{
			"channels[1].labels.rule: there is no rule \"Sanktions\" (did you mean \"Sanctions\"?)",
			"channels[1].labels.severity: \"hihg\" is no severity",
			"channels[1].labels.topic: the label has no value",
		}},
		{"all at once", Channel{Limit: 1000, Language: "?"}, []string{"channels[1]: ", ".limit: ", ".language: ", "selects nothing"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := Config{Channels: []Channel{{Name: "first", Rules: []string{"Sanctions"}}, tc.channel}}
			list := c.Check([]string{"Corridor", "Sanctions"})
			if len(list) != len(tc.want) {
				t.Fatalf("%d problems, want %d:\n%v", len(list), len(tc.want), list)
			}
			for i, p := range list {
				if !strings.Contains(p.Error(), tc.want[i]) {
					t.Errorf("problem %d is %q, want %q in it", i, p.Error(), tc.want[i])
				}
				if p.Hint == "" {
					t.Errorf("%q has no hint", p.Error())
				}
			}
		})
	}
}

func TestConfigIsWrittenWithSnakeCaseKeys(t *testing.T) {
	b, err := json.Marshal(Config{Channels: []Channel{{Name: "a", Labels: map[string]string{"k": "v"}, Dir: "d"}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"channels":[{"name":"a","labels":{"k":"v"},"dir":"d"}]}`; string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
}
