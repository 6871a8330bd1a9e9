package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Also begins a note that names a further thing which is wrong at the same place.
const Also = "also: "

// Identity is what makes two findings of one file the same finding.
type Identity struct{ Rule, Path, Values string }

// Identity says which finding this is, whatever else changes in its file. Lines do not count, nor do positions in lists: a rule that
// is added above another one moves it. A message may be worded anew by a later version, but a port, an address or a name that differs
// is another finding.
func (d *Diagnostic) Identity() Identity {
	return Identity{d.ID, AnyPosition(d.Path), Values(d.Whole())}
}

// Whole is all that is wrong at the place of a finding: what it also says must not get in behind one that is known. A text too long to be
// kept ends in a digest of all of it, for the same reason.
func (d *Diagnostic) Whole() string {
	text := d.Message
	for _, n := range d.Notes {
		if strings.HasPrefix(n.Message, Also) {
			text += "; " + n.Message
		}
	}
	if len(text) <= maxWhole {
		return strings.ToValidUTF8(text, "\ufffd")
	}
	sum := sha256.Sum256([]byte(text))
	return Clip(text, maxWhole) + fmt.Sprintf(" ... SHA-256:%X", sum[:8])
}

// maxWhole bounds what is kept of a text of somebody else's template.
const maxWhole = 1000

// Fingerprint is a short form of an identity.
func (i Identity) Fingerprint() string {
	sum := sha256.Sum256([]byte(i.Rule + "\x00" + i.Path + "\x00" + i.Values))
	return hex.EncodeToString(sum[:16])
}

var (
	position = regexp.MustCompile(`\[\d+\]`)
	value    = regexp.MustCompile(`"[^"]*"|\b[A-Z0-9][A-Za-z0-9_:./-]*`)
)

// AnyPosition is a path without the positions in its lists: "Rules[*].CidrIp".
func AnyPosition(path string) string {
	return position.ReplaceAllString(Clip(path, maxWhole), "[*]")
}

// Values are what a message names: quoted texts, numbers and names. Everything else in it is in lower case.
func Values(message string) string { return strings.Join(value.FindAllString(message, -1), " ") }

// Clip cuts a text to so many bytes, and no character in two. What is no character becomes one that says so.
func Clip(s string, most int) string {
	if len(s) > most {
		for most > 0 && !utf8.RuneStart(s[most]) {
			most--
		}
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "\ufffd")
}
