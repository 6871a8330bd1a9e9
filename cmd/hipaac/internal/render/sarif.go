package render

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// The SARIF form follows version 2.1.0 (OASIS Standard, 27 March 2020). Only rules with findings are described. Columns count
// characters; a path is a URI relative to the folder in which hipaac ran.

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	ColumnKind string          `json:"columnKind"`
	Artifacts  []sarifArtifact `json:"artifacts"`
	Results    []sarifResult   `json:"results"`
}

type sarifDriver struct {
	Name            string      `json:"name"`
	SemanticVersion string      `json:"semanticVersion,omitempty"`
	InformationURI  string      `json:"informationUri"`
	Rules           []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string          `json:"id"`
	ShortDescription *sarifText      `json:"shortDescription,omitempty"`
	FullDescription  *sarifText      `json:"fullDescription,omitempty"`
	Help             *sarifText      `json:"help,omitempty"`
	Default          *sarifDefault   `json:"defaultConfiguration,omitempty"`
	Properties       sarifProperties `json:"properties"`
}

type sarifDefault struct {
	Level string `json:"level"`
}

type sarifArtifact struct {
	Location sarifURI `json:"location"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId,omitempty"`
	RuleIndex *int            `json:"ruleIndex,omitempty"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
	// Suppressions are the waiver that excuses the result.
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   sarifProperties    `json:"properties"`
}

// sarifSuppression is "inSource", as the waiver stands in the files that are judged.
type sarifSuppression struct {
	Kind          string        `json:"kind"`
	Status        string        `json:"status"`
	Justification string        `json:"justification"`
	Location      sarifLocation `json:"location"`
}

// sarifProperties is a property bag: tags are shown by viewers, path is the data path of the finding.
type sarifProperties struct {
	Tags []string `json:"tags,omitempty"`
	Path string   `json:"path,omitempty"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifURI struct {
	URI string `json:"uri"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifURI     `json:"artifactLocation"`
	Region   *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

func (r *Report) sarif(b *bytes.Buffer) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Artifacts: []sarifArtifact{}, Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{
		Name: "hipaac", SemanticVersion: semantic(r.Version), InformationURI: "https://github.com/hipaac/hipaac", Rules: []sarifRule{},
	}
	ids := r.ruleIDs()
	for _, id := range ids {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r.sarifRule(id))
	}
	for _, file := range r.Files {
		run.Artifacts = append(run.Artifacts, sarifArtifact{Location: uri(file)})
	}
	for i := range r.Diagnostics {
		run.Results = append(run.Results, r.sarifResult(&r.Diagnostics[i], ids))
	}
	return EncodeJSON(b, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// ruleIDs are the rules with findings, sorted.
func (r *Report) ruleIDs() []string {
	var ids []string
	for _, d := range r.Diagnostics {
		if d.ID != "" {
			ids = append(ids, d.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (r *Report) sarifRule(id string) sarifRule {
	rule := sarifRule{ID: id}
	known, ok := r.Rule(id)
	if !ok {
		return rule
	}
	rule.ShortDescription = text(known.Title)
	rule.FullDescription = text(cmp.Or(known.Why, known.Title))
	rule.Help = text(cmp.Or(known.Fix, known.Why, known.Title))
	rule.Default = &sarifDefault{Level: known.Severity.String()}
	for _, c := range known.Citations {
		rule.Properties.Tags = append(rule.Properties.Tags, "45 CFR "+c)
	}
	return rule
}

func (r *Report) sarifResult(d *diag.Diagnostic, ids []string) sarifResult {
	lines := append([]string{d.Message}, remarks(d)...)
	for i := range lines {
		lines[i] = Visible(lines[i])
	}
	result := sarifResult{
		RuleID: d.ID, Level: d.Severity.String(), Message: sarifText{strings.Join(lines, "\n")},
		Properties: sarifProperties{Path: d.Path},
	}
	if i, found := slices.BinarySearch(ids, d.ID); found {
		result.RuleIndex = &i
	}
	if d.Pos.File != "" {
		result.Locations = []sarifLocation{r.sarifLocation(d.Pos)}
	}
	if w := d.Waiver; w != nil {
		result.Suppressions = []sarifSuppression{{Kind: "inSource", Status: "accepted", Justification: Visible(w.String()), Location: r.sarifLocation(w.Pos)}}
	}
	for _, n := range d.Notes {
		if n.Pos.File != "" {
			related := r.sarifLocation(n.Pos)
			related.Message = text(Visible(n.Message))
			result.Related = append(result.Related, related)
		}
	}
	return result
}

func (r *Report) sarifLocation(p diag.Position) sarifLocation {
	place := sarifPhysical{Artifact: uri(p.File)}
	if p.Line > 0 {
		place.Region = &sarifRegion{StartLine: p.Line}
		if p.Col > 0 {
			place.Region.StartColumn, place.Region.EndColumn = r.characters(p)
		}
	}
	return sarifLocation{Physical: place}
}

func text(s string) *sarifText {
	if s == "" {
		return nil
	}
	return &sarifText{s}
}

// uri escapes a path. A path that starts with a slash is absolute and gets the scheme of files.
func uri(file string) sarifURI {
	u := url.URL{Path: file}
	if strings.HasPrefix(file, "/") {
		u.Scheme = "file"
	}
	return sarifURI{u.String()}
}

// semantic gives the version where it is a semantic one; SARIF asks for that form.
func semantic(version string) string {
	if v, ok := strings.CutPrefix(version, "v"); ok {
		return v
	}
	return ""
}
