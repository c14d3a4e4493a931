package config

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"

	"github.com/invopop/jsonschema"

	"vedette/news"
	"vedette/schedule"
)

// Schema gives the JSON Schema (draft 2020-12) of the config file, for
// editors. It is made of the structs that the file is decoded into, so the two
// cannot differ. It knows kinds and names; vedette check knows the rest.
func Schema() ([]byte, error) {
	r := jsonschema.Reflector{
		Anonymous:      true,
		ExpandedStruct: true,
		FieldNameTag:   "yaml",
		// Nothing is required: an editor that marks an entry as wrong while
		// it is being typed is no help, and check says what is missing.
		RequiredFromJSONSchemaTags: true,
		Mapper:                     scalarSchema,
		LookupComment:              plainDescription,
		Namer:                      schemaName,
	}
	s := r.Reflect(Config{})
	s.Title = "vedette configuration"
	s.Description = "What vedette watches, looks for, and whom it tells."
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	return append(data, '\n'), nil
}

// plainDescription describes the fields that their rooms leave without one,
// because the name says it to a reader of the code. Editors show it anyway.
func plainDescription(_ reflect.Type, field string) string {
	return map[string]string{
		"BasicAuth":       "User name and password for the feed's server.",
		"BearerToken":     "Token for the header Authorization.",
		"BearerTokenFile": "File that holds the token.",
		"Username":        "Name to log in with.",
		"Password":        "Password to log in with.",
		"PasswordFile":    "File that holds the password.",
		"UserAgent":       "How vedette names itself to this server.",
		"Timeout":         "How long a visit may take.",
		"MaxBytes":        "How large the document may be in bytes after decompression.",
		"Description":     "A note for people.",
	}[field]
}

// schemaName keeps the rooms' types of the same name apart.
func schemaName(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return path.Base(t.PkgPath()) + t.Name()
}

// scalarSchema describes the types that are written as text.
func scalarSchema(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[schedule.Duration]():
		return &jsonschema.Schema{Type: "string", Pattern: `^(\$\{.*\}|([0-9]+d)?([0-9.]+(ns|us|µs|ms|s|m|h))*|0)$`, Examples: []any{"90s", "15m", "1h30m", "2d"}}
	case secretType:
		return &jsonschema.Schema{Type: "string", Examples: []any{"${NAME}"}}
	case reflect.TypeFor[news.Severity]():
		s := &jsonschema.Schema{Type: "string"}
		for _, word := range news.Severities() {
			s.Enum = append(s.Enum, word)
		}
		return s
	}
	return nil
}
