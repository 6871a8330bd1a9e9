package render

import (
	"bytes"
	"encoding/json"

	"github.com/hipaac/hipaac/compiler/diag"
)

// The JSON form is for scripts: one object, its keys stable, columns in bytes. Later versions add keys and remove none.

type jsonReport struct {
	Errors      int           `json:"errors"`
	Warnings    int           `json:"warnings"`
	Notes       int           `json:"notes"`
	Waived      int           `json:"waived"` // of the notes
	Known       int           `json:"known"`  // counted nowhere else
	Files       []string      `json:"files"`
	Diagnostics []jsonFinding `json:"diagnostics"`
}

type jsonFinding struct {
	Severity string `json:"severity"`
	ID       string `json:"id,omitempty"`
	jsonPlace
	Path      string      `json:"path,omitempty"`
	Message   string      `json:"message"`
	Citations []string    `json:"citations,omitempty"`
	Notes     []jsonNote  `json:"notes,omitempty"`
	Hint      string      `json:"hint,omitempty"`
	Waiver    *jsonWaiver `json:"waiver,omitempty"`
	Known     bool        `json:"known,omitempty"`
}

// jsonWaiver is what excuses a finding, and where that is written.
type jsonWaiver struct {
	jsonPlace
	Reason  string `json:"reason"`
	Measure string `json:"measure,omitempty"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
}

type jsonNote struct {
	jsonPlace
	Message string `json:"message"`
}

type jsonPlace struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
	Len  int    `json:"len,omitempty"`
}

func (r *Report) json(b *bytes.Buffer) error {
	c := r.count()
	return EncodeJSON(b, jsonReport{
		Errors:      c.of[diag.Error],
		Warnings:    c.of[diag.Warning],
		Notes:       c.of[diag.Note] + c.waived,
		Waived:      c.waived,
		Known:       c.known,
		Files:       append([]string{}, r.Files...),
		Diagnostics: jsonFindings(r.Diagnostics),
	})
}

// Findings gives the diagnostics as they stand in JSON, for commands whose output holds more than findings.
func Findings(list diag.List) any { return jsonFindings(list) }

func jsonFindings(list diag.List) []jsonFinding {
	findings := make([]jsonFinding, 0, len(list))
	for _, d := range list {
		f := jsonFinding{
			Severity: d.Severity.String(), ID: d.ID, jsonPlace: jsonPlace(d.Pos), Path: d.Path, Message: d.Message,
			Citations: d.Citations, Hint: d.Hint, Known: d.Known,
		}
		for _, n := range d.Notes {
			f.Notes = append(f.Notes, jsonNote{jsonPlace: jsonPlace(n.Pos), Message: n.Message})
		}
		if w := d.Waiver; w != nil {
			f.Waiver = &jsonWaiver{jsonPlace(w.Pos), w.Reason, w.Measure, w.Owner, w.Expires}
		}
		findings = append(findings, f)
	}
	return findings
}

// EncodeJSON writes a value as the commands do: indented, without HTML escapes, one newline at the end.
func EncodeJSON(b *bytes.Buffer, value any) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
