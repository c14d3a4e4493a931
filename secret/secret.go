// Package secret keeps passwords and keys out of logs, pages and dumps: a Text
// prints as "[secret]" in every form, and only Reveal gives it away.
package secret

// hidden is what every printed form of a Text says.
const hidden = "[secret]"

// Text is a secret string. The zero value is no secret at all.
//
// By convention a config struct with a field Foo of this type has a string
// field FooFile beside it; package config reads the file into Foo.
type Text string

// Reveal gives the secret itself, for the one place that needs it.
func (t Text) Reveal() string { return string(t) }

// String hides the secret; an empty one is shown as empty.
func (t Text) String() string {
	if t == "" {
		return ""
	}
	return hidden
}

// GoString hides the secret from %#v.
func (t Text) GoString() string { return t.String() }

// MarshalText hides the secret from encoders of every kind.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText takes the text as the secret.
func (t *Text) UnmarshalText(b []byte) error {
	*t = Text(b)
	return nil
}
