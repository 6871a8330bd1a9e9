package oscal

import (
	"regexp"
	"strings"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

// nistCatalog is the catalogue that NIST publishes in OSCAL (https://github.com/usnistgov/oscal-content); control ids are its own.
const nistCatalog = "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json"

var nistForm = regexp.MustCompile(`^([A-Z]{2}-\d+)(?:\((\d+)\))?$`)

// nistID is how NIST's catalogue spells a control: "AC-2(1)" is "ac-2.1".
func nistID(name string) (string, bool) {
	parts := nistForm.FindStringSubmatch(name)
	if parts == nil {
		return "", false
	}
	if parts[2] == "" {
		return strings.ToLower(parts[1]), true
	}
	return strings.ToLower(parts[1]) + "." + parts[2], true
}

// Nobody publishes 45 CFR 164 as a catalogue in OSCAL. A safeguard's id is therefore hipaac's own: "hipaa-" and the citation with
// hyphens for brackets, so that it begins with a letter, as OSCAL's tokens do. The statement of a control has NIST's ending.
func statementID(s *law.Safeguard) string { return s.ID + "_smt" }

func regulationID() string { return id("resource", "45 CFR 164") }

// regulation is what safeguards are safeguards of.
func (w *writer) regulation() types.Resource {
	return types.Resource{
		UUID: regulationID(), Title: "45 CFR Part 164, Subparts C and D",
		Description: "The security standards for the protection of electronic protected health information, and the sections on breaches that lean on them. " +
			"Nobody publishes them as a catalogue in OSCAL: control ids are \"hipaa-\" and the citation, such as hipaa-164-312-a-1 for 45 CFR 164.312(a)(1).",
		Citation: &types.Citation{Text: w.report.Law.InForce},
		Rlinks: list(
			types.ResourceLink{Href: "https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164", MediaType: "text/html"},
		),
	}
}

func templateID(e *evidence.Environment, s *evidence.Stack) string {
	return id("template", e.Account, e.Folder, s.Key, s.SHA256)
}

// templates are the files that were judged, with what tells whether somebody else has the same.
func (w *writer) templates() []types.Resource {
	var all []types.Resource
	for i := range w.report.Environments {
		e := &w.report.Environments[i]
		for j := range e.Stacks {
			s := &e.Stacks[j]
			all = append(all, types.Resource{
				UUID: templateID(e, s), Title: "template of stack " + s.Name,
				Description: "The CloudFormation template as it was compiled and judged, below the folder of reviewed files.",
				Rlinks: list(types.ResourceLink{
					Href: s.Template, MediaType: "application/yaml", Hashes: list(types.Hash{Algorithm: "SHA-256", Value: s.SHA256}),
				}),
			})
		}
	}
	return all
}
