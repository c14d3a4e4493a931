package vedette_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms is the import table of ARCHITECTURE.md: which rooms of the house each
// room may import, beside the floor.
var rooms = map[string][]string{
	"news":     {},
	"problem":  {},
	"schedule": {},
	"secret":   {},
	"guard":    {"problem", "secret"},

	"fetch":   {},
	"filter":  {"filter/stem"},
	"alert":   {},
	"publish": {},
	"storage": {},
	"web":     {},

	"pace":     {},
	"coverage": {},
	"websub":   {},

	"config":                   {"fetch", "filter", "alert", "publish", "web", "websub"},
	"monitor":                  {"fetch", "filter", "alert", "publish", "pace", "coverage"},
	"filter/stem":              {},
	"internal/demo":            {},
	"internal/generated":       {},
	"internal/generated/write": {"internal/generated"},
	"internal/politeserver":    {},
	"internal/loadserver":      {},
	"internal/conformance":     {"fetch"},
	"internal/replay":          {"fetch", "pace"},
	"cmd/vedette":              {"fetch", "filter", "alert", "publish", "storage", "web", "websub", "config", "monitor", "pace", "coverage", "internal/demo"},
}

// floor is what every room above it may import.
var floor = []string{"news", "problem", "schedule", "secret", "guard"}

// oneFile names third-party libraries that one file of one room knows, with all
// the packages of theirs.
var oneFile = map[string]string{
	"github.com/mmcdole/gofeed":    "fetch",
	"github.com/robfig/cron/v3":    "schedule",
	"github.com/prometheus/client": "web",
}

// oneRoom names third-party libraries that only one room may know.
var oneRoom = map[string]string{
	"go.etcd.io/bbolt":            "storage",
	"go.yaml.in/yaml":             "config",
	"github.com/wneessen/go-mail": "alert",
	"github.com/spf13/cobra":      "cmd/vedette",
}

// source is one non-test file of the project.
type source struct {
	path, room string
	imports    []string
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		s := source{path: path, room: filepath.ToSlash(filepath.Dir(path))}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, name)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasSuffix(s.room, "test") {
			continue // conformance suites are tests in a package of their own
		}
		allowed, ok := rooms[s.room]
		if !ok {
			t.Errorf("%s: room %q is not in the table", s.path, s.room)
			continue
		}
		for _, name := range s.imports {
			room, ours := strings.CutPrefix(name, "vedette/")
			onFloor := slices.Contains(floor, room) && !slices.Contains(floor, s.room)
			if ours && !onFloor && !slices.Contains(allowed, room) {
				t.Errorf("%s: room %s may not import %s", s.path, s.room, room)
			}
		}
	}
}

func TestTheFloorOfNewsIsStandardLibraryOnly(t *testing.T) {
	for _, s := range sources(t) {
		if s.room != "news" && s.room != "problem" && s.room != "secret" && s.room != "guard" {
			continue
		}
		for _, name := range s.imports {
			if strings.Contains(strings.SplitN(name, "/", 2)[0], ".") {
				t.Errorf("%s: imports %s", s.path, name)
			}
		}
	}
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	files := map[string][]string{}
	for _, s := range sources(t) {
		for _, name := range s.imports {
			for lib, room := range oneRoom {
				if strings.HasPrefix(name, lib) && s.room != room {
					t.Errorf("%s: %s belongs to room %s", s.path, lib, room)
				}
			}
			for lib, room := range oneFile {
				if !strings.HasPrefix(name, lib) {
					continue
				}
				if s.room != room {
					t.Errorf("%s: %s belongs to room %s", s.path, lib, room)
				}
				if !slices.Contains(files[lib], s.path) {
					files[lib] = append(files[lib], s.path)
				}
			}
		}
	}
	for lib := range oneFile {
		if paths := files[lib]; len(paths) != 1 {
			t.Errorf("%s is known to %d files, not one: %s", lib, len(paths), strings.Join(paths, ", "))
		}
	}
}
