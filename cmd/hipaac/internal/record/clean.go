package record

import (
	"bytes"
	"encoding/json"

	"github.com/hipaac/hipaac/compiler/controls"
)

// leftOut stands where a text looked like a secret. All of the text goes: what is left beside a secret often says what it is.
const leftOut = "(left out: this text looks as if it held a secret)"

// Clean gives a text as it may be kept and shown: itself, or leftOut where it holds what looks like an access key, a private key, a token
// or a password, by the shapes that the control on secrets in templates knows. Other secrets have no shape, and are not found: they are
// kept out by never being in what is recorded.
func Clean(text string) string {
	if controls.LooksSecret(text) {
		return leftOut
	}
	return text
}

// withoutSecrets gives data as JSON in which each text is clean.
func withoutSecrets(data any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(data); err != nil {
		return nil, err
	}
	raw := bytes.TrimSpace(b.Bytes())
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return nil, err
	}
	found := false
	v = cleaned(v, &found)
	if !found {
		return raw, nil
	}
	b = bytes.Buffer{}
	encoder = json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func cleaned(v any, found *bool) any {
	switch v := v.(type) {
	case string:
		text := Clean(v)
		*found = *found || text != v
		return text
	case []any:
		for i := range v {
			v[i] = cleaned(v[i], found)
		}
	case map[string]any:
		for key := range v {
			v[key] = cleaned(v[key], found)
		}
	}
	return v
}
