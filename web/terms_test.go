package web

import "testing"

func TestTermsKeepTheirDirection(t *testing.T) {
	cases := []struct{ query, want string }{
		{"تحریم* OR a", "<bdi>تحریم*</bdi> <bdi>OR</bdi> <bdi>a</bdi>"},
		{`("کریدور زنگزور" OR x)`, "(<bdi>&#34;کریدور زنگزور&#34;</bdi> <bdi>OR</bdi> <bdi>x</bdi>)"},
		{`title:"a b" -c`, "<bdi>title:&#34;a b&#34;</bdi> <bdi>-c</bdi>"},
		{"<script>", "<bdi>&lt;script&gt;</bdi>"},
		{`"open`, "&#34;<bdi>open</bdi>"},
		{"", ""},
	}
	for _, c := range cases {
		if got := string(terms(c.query)); got != c.want {
			t.Errorf("terms(%q) = %s, want %s", c.query, got, c.want)
		}
	}
}
