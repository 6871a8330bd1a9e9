package render

import (
	"bytes"
	"cmp"
	"fmt"
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
	ColumnKind  string            `json:"columnKind"`
	Invocations []sarifInvocation `json:"invocations,omitempty"`
	Artifacts   []sarifArtifact   `json:"artifacts"`
	Results     []sarifResult     `json:"results"`
}

// sarifInvocation says of a run what no result does.
type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
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
	// Suppressions are the waiver that excuses the result, or the baseline in which it is known.
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	// Baseline says "new" or "unchanged" where there is a baseline.
	Baseline string `json:"baselineState,omitempty"`
	// Fingerprints stay the same when lines move. GitHub's own, by the text of the line, is added by whoever uploads the file.
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	Properties   sarifProperties   `json:"properties"`
}

// sarifSuppression is "inSource" for a waiver, as that stands in the files that are judged, and "external" for a baseline.
type sarifSuppression struct {
	Kind          string         `json:"kind"`
	Status        string         `json:"status"`
	Justification string         `json:"justification"`
	Location      *sarifLocation `json:"location,omitempty"`
}

// sarifProperties is a property bag: tags are shown by viewers, path is the data path of the finding. GitHub takes the severity of an
// alert from security-severity, of rules with the tag "security".
type sarifProperties struct {
	Tags     []string `json:"tags,omitempty"`
	Path     string   `json:"path,omitempty"`
	Security string   `json:"security-severity,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
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
	shown, left := r.foremost(maxResults)
	for _, d := range shown {
		run.Results = append(run.Results, r.sarifResult(d, ids))
	}
	if left > 0 {
		run.Invocations = []sarifInvocation{{true, []sarifNotification{{"warning", sarifText{Text: fmt.Sprintf(
			"%d findings of least severity are left out: GitHub takes up to %d results", left, maxResults)}}}}}
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
	if rule.Help != nil {
		rule.Help.Markdown = ruleMarkdown(&known)
	}
	rule.Default = &sarifDefault{Level: known.Severity.String()}
	if weight := weights[known.Weight]; weight != "" {
		rule.Properties.Security, rule.Properties.Tags = weight, []string{"security"}
	}
	for _, c := range known.Citations {
		rule.Properties.Tags = append(rule.Properties.Tags, "45 CFR "+c)
	}
	rule.Properties.Tags = append(rule.Properties.Tags, known.Own...)
	rule.Properties.Tags = rule.Properties.Tags[:min(len(rule.Properties.Tags), maxTags)]
	return rule
}

// The limits of GitHub (https://docs.github.com/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads/results-exceed-limit,
// as of 2026-11): a file with more is refused.
const (
	maxResults = 25000
	maxTags    = 20
)

// weights are the middles of the ranges by which GitHub names a security-severity: over 9.0 is critical, from 7.0 on high, from 4.0 on medium.
var weights = map[string]string{"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}

// ruleMarkdown is the help of a rule for viewers that show Markdown.
func ruleMarkdown(rule *Rule) string {
	var parts []string
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, "**"+label+"**: "+Markdown(text))
		}
	}
	add("Why", rule.Why)
	add("Fix", rule.Fix)
	for _, c := range rule.Law {
		parts = append(parts, "* 45 CFR "+Markdown(c))
	}
	for _, c := range rule.Own {
		parts = append(parts, "* "+Markdown(c))
	}
	return strings.Join(parts, "\n\n")
}

// foremost are the findings that a form with a limit shows: first the new ones, of those the most severe, each severity in its order.
func (r *Report) foremost(most int) (shown []*diag.Diagnostic, left int) {
	for i := range r.Diagnostics {
		shown = append(shown, &r.Diagnostics[i])
	}
	if len(shown) <= most {
		return shown, 0
	}
	excused := func(d *diag.Diagnostic) int {
		if d.Known || d.Waiver != nil {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(shown, func(a, b *diag.Diagnostic) int {
		return cmp.Or(excused(a)-excused(b), int(b.Severity-a.Severity))
	})
	return shown[:most], len(shown) - most
}

func (r *Report) sarifResult(d *diag.Diagnostic, ids []string) sarifResult {
	lines := append([]string{d.Message}, r.remarks(d)...)
	for i := range lines {
		lines[i] = Visible(lines[i])
	}
	result := sarifResult{
		RuleID: d.ID, Level: d.Severity.String(), Message: sarifText{Text: strings.Join(lines, "\n")},
		Properties: sarifProperties{Path: d.Path},
	}
	if d.ID != "" {
		result.Fingerprints = map[string]string{"hipaac/v1": d.Identity().Fingerprint()}
	}
	if i, found := slices.BinarySearch(ids, d.ID); found {
		result.RuleIndex = &i
	}
	if d.Pos.File != "" {
		result.Locations = []sarifLocation{r.sarifLocation(d.Pos)}
	}
	if w := d.Waiver; w != nil {
		place := r.sarifLocation(w.Pos)
		result.Suppressions = []sarifSuppression{{Kind: "inSource", Status: "accepted", Justification: Visible(w.String()), Location: &place}}
	}
	if d.Known && !r.inexcusable(d) {
		result.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: known}}
	}
	switch {
	case d.Known:
		result.Baseline = "unchanged"
	case r.Baseline:
		result.Baseline = "new"
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
	return &sarifText{Text: s}
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
