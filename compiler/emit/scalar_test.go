package emit

import "testing"

// TestScalar is the rule of quotes, word for word. The trees of the round trip prove it against a reader; this says why.
func TestScalar(t *testing.T) {
	for _, c := range []struct{ in, block, flow, reason string }{
		{"word", `word`, `word`, "a word is a word"},
		{"two words, and more", `two words, and more`, `'two words, and more'`, "a comma separates inside a flow list"},
		{"what?", `what?`, `'what?'`, "some readers stop at ? inside a flow list"},
		{"AWS::S3::Bucket", `AWS::S3::Bucket`, `'AWS::S3::Bucket'`, "readers disagree on colons inside a flow list"},
		{"10.20.0.0/16", `10.20.0.0/16`, `10.20.0.0/16`, "no number has a slash"},
		{"/hipaac/clinic", `/hipaac/clinic`, `/hipaac/clinic`, "a path"},
		{"s3:*", `s3:*`, `'s3:*'`, "* is an alias only at the beginning"},
		{"platform@clinic.example", `platform@clinic.example`, `platform@clinic.example`, "@ is reserved only at the beginning"},
		{"it's", `it's`, `'it''s'`, "an apostrophe inside a word is no quote"},
		{"7y", `7y`, `7y`, "no number has a y"},
		{"München", `München`, `München`, "letters of any script"},

		{"", `''`, `''`, "null to every reader"},
		{"~", `'~'`, `'~'`, "null"},
		{"Null", `'Null'`, `'Null'`, "null in any spelling"},
		{"yes", `'yes'`, `'yes'`, "a boolean in YAML 1.1"},
		{"N", `'N'`, `'N'`, "a boolean in YAML 1.1"},
		{"oFF", `'oFF'`, `'oFF'`, "a boolean to lax readers"},
		{"true", `'true'`, `'true'`, "a boolean"},
		{"0", `'0'`, `'0'`, "a number"},
		{"010", `'010'`, `'010'`, "octal in YAML 1.1: 8"},
		{"0o17", `'0o17'`, `'0o17'`, "octal in YAML 1.2"},
		{"0x1F", `'0x1F'`, `'0x1F'`, "hexadecimal"},
		{"0b11", `'0b11'`, `'0b11'`, "binary in YAML 1.1"},
		{"1_000", `'1_000'`, `'1_000'`, "1000 in YAML 1.1"},
		{"190:20:30", `'190:20:30'`, `'190:20:30'`, "sexagesimal in YAML 1.1: 685230"},
		{"1e3", `'1e3'`, `'1e3'`, "1000 in YAML 1.2"},
		{"10.20.0.0", `'10.20.0.0'`, `'10.20.0.0'`, "a float by the grammar of YAML 1.1"},
		{".5", `'.5'`, `'.5'`, "a float"},
		{"-1", `'-1'`, `'-1'`, "a number"},
		{"+1", `'+1'`, `'+1'`, "a number"},
		{".inf", `'.inf'`, `'.inf'`, "infinity"},
		{"2012-10-17", `'2012-10-17'`, `'2012-10-17'`, "a date in YAML 1.1"},
		{"2001-12-14 21:59:43 Z", `'2001-12-14 21:59:43 Z'`, `'2001-12-14 21:59:43 Z'`, "a time in YAML 1.1"},
		{"123456789012", `'123456789012'`, `'123456789012'`, "an account is no number"},
		{"=", `'='`, `'='`, "the default key of YAML 1.1"},
		{"<<", `'<<'`, `'<<'`, "the merge key of YAML 1.1"},
		{"a: b", `'a: b'`, `'a: b'`, "a map"},
		{"a:", `'a:'`, `'a:'`, "a map"},
		{"a #b", `'a #b'`, `'a #b'`, "a comment"},
		{"- a", `'- a'`, `'- a'`, "a list"},
		{"*", `'*'`, `'*'`, "an alias"},
		{"!Ref a", `'!Ref a'`, `'!Ref a'`, "a tag"},
		{"${A}", `'${A}'`, `'${A}'`, "braces are quoted wherever they stand"},
		{"two buckets' logs", `'two buckets'' logs'`, `'two buckets'' logs'`, "a quote is doubled"},
		{"a word in 'quotes'", `'a word in ''quotes'''`, `'a word in ''quotes'''`, "quotes look like syntax"},
		{" a", `' a'`, `' a'`, "space at the beginning"},
		{"a ", `'a '`, `'a '`, "space at the end"},
		{"---", `'---'`, `'---'`, "the end of the document"},

		{"a\tb", `"a\tb"`, `"a\tb"`, "a tab is invisible"},
		{"a\nb\"\\", `"a\nb\"\\"`, `"a\nb\"\\"`, "a line feed, where no literal block can stand"},
		{"\r\x00\x7f\u0085", `"\r\x00\x7f\x85"`, `"\r\x00\x7f\x85"`, "control characters"},
		{"a\u2028b", `"a\u2028b"`, `"a\u2028b"`, "a line break in YAML 1.1"},
		{"a\u202eb", `"a\u202eb"`, `"a\u202eb"`, "turns the text behind it: nobody would see what is written"},
		{"a\u00a0b", `"a\xa0b"`, `"a\xa0b"`, "looks like a space and is none"},
		{"\U000e0041", `"\U000e0041"`, `"\U000e0041"`, "an invisible character beyond the first plane"},
	} {
		if got := string(appendScalar(nil, c.in, false)); got != c.block {
			t.Errorf("%q in a block: got %s, want %s: %s", c.in, got, c.block, c.reason)
		}
		if got := string(appendScalar(nil, c.in, true)); got != c.flow {
			t.Errorf("%q in a flow: got %s, want %s: %s", c.in, got, c.flow, c.reason)
		}
	}
}

func TestIsLiteral(t *testing.T) {
	for _, c := range []struct {
		in     string
		want   bool
		reason string
	}{
		{"import os\n\ndef handler():\n\treturn 1\n", true, "code"},
		{"a\nb", true, "no line feed at the end"},
		{"  a\nb", true, "space at the beginning, where the indentation is stated"},
		{"\na", true, "an empty line first"},
		{"one line", false, "one line"},
		{"a\nb\n\n", false, "several line feeds at the end run into the blank line before the next resource"},
		{"\n", false, "nothing but a line feed"},
		{"a \nb", false, "space at the end of a line is invisible"},
		{"a\nb\t", false, "a tab at the end is invisible"},
		{"a\r\nb", false, "a carriage return would be read as a line feed"},
		{"a\nb\u2028", false, "a line break in YAML 1.1"},
		{"a\nb\x00", false, "a control character"},
	} {
		if got := isLiteral(c.in); got != c.want {
			t.Errorf("%q: got %v, want %v: %s", c.in, got, c.want, c.reason)
		}
	}
}
