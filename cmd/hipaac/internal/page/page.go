// Package page writes a report as one HTML file that a person reads: in a browser without a network, on paper, with a keyboard, with a
// screen reader, and without the script, which only adds search, filters and order.
//
// All texts are data and stay text. The page loads nothing: its style and its script stand in it, and a content security policy names both
// by their digests, so that nothing else could run even if it got in.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"
	"unicode"

	"github.com/hipaac/hipaac/compiler/evidence"
)

//go:embed style.css
var style string

//go:embed script.js
var script string

//go:embed *.html
var parts embed.FS

// page is parsed when a page is written: no other command pays for it.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.html").Funcs(template.FuncMap{
		"count": count, "number": number, "sentence": sentence,
	}).ParseFS(parts, "*.html"))
})

// Write writes the page. Made is the day that it bears and that waivers are counted from; version is hipaac's own. The same arguments give
// the same bytes.
func Write(w io.Writer, r *evidence.Report, made time.Time, version string) error {
	var text bytes.Buffer
	if err := page().Execute(&text, newView(r, made.UTC(), version)); err != nil {
		return err
	}
	_, err := w.Write(bytes.Map(visible, text.Bytes()))
	return err
}

// visible replaces what a reader cannot see: control characters, and the marks that turn the direction of writing around. With them a
// text could pass for another one.
func visible(r rune) rune {
	if r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) {
		return unicode.ReplacementChar
	}
	return r
}

// policy lets the browser apply this style and run this script, show what is in the page, and nothing else.
func policy() string {
	return fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; img-src data:; base-uri 'none'; form-action 'none'", digest(style), digest(script))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
