package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// The JUnit form has one suite per file and one case per finding. A finding that fails the run is a failure; a lesser one is
// a case that passes and says so in its output, so that the CI system and the exit code agree. A file without findings is one
// case that passes. What a waiver excuses, or is known, is a case that was skipped, with the reason as its message.

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Skipped  int          `xml:"skipped,attr,omitempty"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Skipped *junitSkipped `xml:"skipped,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (r *Report) junit(b *bytes.Buffer) error {
	all := junitSuites{Name: "hipaac"}
	for _, file := range r.named() {
		suite := r.junitSuite(file)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Skipped += suite.Skipped
		all.Suites = append(all.Suites, suite)
	}
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	b.WriteByte('\n')
	return nil
}

func (r *Report) junitSuite(file string) junitSuite {
	name := Visible(file)
	if file == "" {
		name = "hipaac"
	}
	suite := junitSuite{Name: name}
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if d.Pos.File != file {
			continue
		}
		c := junitCase{Class: name, Name: junitName(d)}
		text := r.plain(*d)
		switch {
		case d.Waiver != nil:
			c.Skipped = &junitSkipped{Visible(d.Waiver.String())}
			c.Output = text
			suite.Skipped++
		case d.Known:
			c.Skipped = &junitSkipped{known}
			if r.inexcusable(d) {
				c.Skipped.Message = inexcusable
			}
			c.Output = text
			suite.Skipped++
		case r.fails(d):
			c.Failure = &junitFailure{Type: Visible(d.ID), Message: Visible(d.Message), Text: text}
			suite.Failures++
		default:
			c.Output = text
		}
		suite.Cases = append(suite.Cases, c)
	}
	if suite.Cases == nil {
		suite.Cases = []junitCase{{Class: name, Name: "no findings"}}
	}
	suite.Tests = len(suite.Cases)
	return suite
}

func junitName(d *diag.Diagnostic) string {
	name := d.ID
	if name == "" {
		name = d.Severity.String()
	}
	if d.Pos.Line > 0 {
		name += fmt.Sprintf(" at line %d", d.Pos.Line)
	}
	if d.Path != "" {
		name += ": " + d.Path
	}
	return Visible(name)
}

// plain is the text form of one finding, without colour.
func (r *Report) plain(d diag.Diagnostic) string {
	d.Known = false // which would hide it
	one := Report{Diagnostics: diag.List{d}, Texts: r.Texts, starts: r.starts}
	var b bytes.Buffer
	one.text(&b)
	r.starts = one.starts
	return strings.TrimSuffix(b.String(), "\n")
}
