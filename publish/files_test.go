package publish

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/news"
)

func inDir(c Channel, dir string) Channel {
	c.Dir = dir
	return c
}

func TestFilesHoldWhatIsServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "feeds")
	p := publisher(t, region(), inDir(everything(), dir), Channel{Name: "unwritten", Rules: []string{"Corridor"}})
	if err := p.WriteFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%v, %v, want three files and nothing else", entries, err)
	}
	for _, f := range Formats() {
		file := filepath.Join(dir, "all."+f.Ext)
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, render(t, p, "all", f.Ext)) {
			t.Errorf("%s: %v, %d bytes", file, err, len(got))
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%s: mode %v, %v", file, info.Mode(), err)
		}
	}
}

func TestFilesAreReplacedOnlyWhenTheyChanged(t *testing.T) {
	a, dir := region(), t.TempDir()
	p := publisher(t, a, inDir(everything(), dir))
	file := filepath.Join(dir, "all.atom")
	write := func() fs.FileInfo {
		t.Helper()
		if err := p.WriteFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	write()
	old := noon.Add(-time.Hour)
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	if info := write(); !info.ModTime().Equal(old) {
		t.Error("the file was written again though nothing had changed")
	}
	a.add(news.Item{Feed: "f", Title: "new"}, "Corridor", news.High, "new")
	if info := write(); info.ModTime().Equal(old) {
		t.Error("the file was not written though there is a new hit")
	}
}

// TestAReaderNeverSeesHalfAFile reads while two states are written in turn,
// by two writers at once.
func TestAReaderNeverSeesHalfAFile(t *testing.T) {
	dir := t.TempDir()
	short := publisher(t, many(1, "r"), Channel{Name: "c", Rules: []string{"r"}, Dir: dir})
	long := publisher(t, many(40, "r"), Channel{Name: "c", Rules: []string{"r"}, Dir: dir})
	if err := short.WriteFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole := [][]byte{render(t, short, "c", "atom"), render(t, long, "c", "atom")}
	var writers sync.WaitGroup
	for _, p := range []*Publisher{short, long} {
		writers.Go(func() {
			for range 20 {
				if err := p.WriteFiles(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		got, err := os.ReadFile(filepath.Join(dir, "c.atom"))
		if err != nil || !bytes.Equal(got, whole[0]) && !bytes.Equal(got, whole[1]) {
			t.Fatalf("read %d bytes, error %v", len(got), err)
		}
	}
}

func TestAFileThatCannotBeWrittenIsNamedAndTheOthersAreWritten(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "all.rss")
	if err := os.MkdirAll(filepath.Join(blocked, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	noDir := filepath.Join(dir, "file")
	if err := os.WriteFile(noDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	first := inDir(everything(), noDir)
	first.Name = "first"
	err := publisher(t, region(), first, inDir(everything(), dir)).WriteFiles(t.Context())
	if err == nil || !strings.Contains(err.Error(), blocked) || !strings.Contains(err.Error(), noDir) {
		t.Errorf("error is %v", err)
	}
	for _, name := range []string{"all.atom", "all.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestAFailingSourceLeavesTheFilesAsTheyAre(t *testing.T) {
	a, dir := region(), t.TempDir()
	p := publisher(t, a, inDir(everything(), dir))
	if err := p.WriteFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.fail = errors.New("closed")
	if err := p.WriteFiles(t.Context()); !errors.Is(err, a.fail) {
		t.Errorf("error is %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "all.atom")); err != nil || info.Size() == 0 {
		t.Errorf("file %v, %v", info, err)
	}
}
