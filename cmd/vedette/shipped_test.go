package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

// The rules that come with vedette pass the tests that come with them.
func TestTheShippedRules(t *testing.T) {
	if paths, _ := filepath.Glob("../../*.test.yaml"); len(paths) == 0 {
		t.Skip("there are no tests")
	}
	var out bytes.Buffer
	args := []string{"test", "--config", "../../config.yaml"}
	if code := execute(t.Context(), args, streams{in: &out, out: &out, err: &out}); code != 0 {
		t.Errorf("ends with %d:\n%s", code, out.String())
	}
}
