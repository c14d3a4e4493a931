// Command write makes the files of the benchmarks: items as JSON lines, and
// rules as a list of names and queries.
//
//	go run ./internal/generated/write -rules 10000 items.jsonl rules.yaml
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"

	"vedette/internal/generated"
)

// learned is how many items the rules are made from, beside those written.
const learned = 10_000

func main() {
	items := flag.Int("items", 2000, "how many items")
	rules := flag.Int("rules", 10_000, "how many rules")
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: write [-items N] [-rules N] ITEMS.jsonl RULES.yaml")
	}
	all := generated.News(*items + learned)
	if err := write(flag.Arg(0), "", *items, func(e *json.Encoder, i int) error { return e.Encode(all[i]) }); err != nil {
		log.Fatal(err)
	}
	queries := generated.Rules(all, *rules)
	// A JSON object is YAML as well.
	type rule struct {
		Name  string `json:"name"`
		Query string `json:"query"`
	}
	if err := write(flag.Arg(1), "- ", *rules, func(e *json.Encoder, i int) error {
		return e.Encode(rule{fmt.Sprint("rule-", i), queries[i]})
	}); err != nil {
		log.Fatal(err)
	}
}

// write writes so many JSON objects, a mark before each.
func write(path, mark string, count int, line func(*json.Encoder, int) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for i := range count {
		if _, err := out.WriteString(mark); err != nil {
			return err
		}
		if err := line(e, i); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}
