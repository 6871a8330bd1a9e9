package publish

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/compiler/diag"
)

// Verb is what is done to an object or a version.
type Verb string

const (
	Upload     Verb = "upload"     // put a template into the bucket
	Publish    Verb = "publish"    // make the version that the spec asks for
	Restore    Verb = "restore"    // let it be launched again, after an older spec is back
	Deactivate Verb = "deactivate" // take a version that was not made by content from those who launch
	Deprecate  Verb = "deprecate"  // let nobody launch an older version, only update what was launched
	Remove     Verb = "remove"     // take an older version away
)

// Step is one change, in the order in which they are made.
type Step struct {
	Do Verb `json:"do"`
	// Key is the object of an upload. Version and ID are of any other step; one that is still to be made has no ID.
	Key     string `json:"key,omitempty"`
	Version string `json:"version,omitempty"`
	ID      string `json:"id,omitempty"`
}

// byContent are the names that this package gives to versions.
var byContent = regexp.MustCompile(fmt.Sprintf("^[0-9a-f]{%d}$", nameLength))

// Decide says what has to be done so that the catalog offers what the spec asks for, and nothing where it does already. It refuses
// what would leave people with nothing to launch, or with what nobody reviewed; then nothing is to be done at all.
func Decide(p *Product, s *State) ([]Step, diag.List) {
	if refused := refuse(p, s); len(refused) > 0 {
		return nil, refused
	}
	steps := uploads(p, s)
	if len(s.IDs) == 0 {
		return steps, nil
	}
	switch i := s.current(p); {
	case i < 0:
		steps = append(steps, Step{Do: Publish, Version: p.VersionName()})
	case s.Versions[i].Deprecated:
		steps = append(steps, Step{Do: Restore, Version: p.VersionName(), ID: s.Versions[i].ID})
	}
	for _, v := range s.Versions {
		if do := p.older(v); do != "" {
			steps = append(steps, Step{Do: do, Version: v.Name, ID: v.ID})
		}
	}
	return steps, nil
}

func uploads(p *Product, s *State) []Step {
	var steps []Step
	if !s.Template {
		steps = append(steps, Step{Do: Upload, Key: p.Key()})
	}
	if p.InCatalog() && !s.First {
		steps = append(steps, Step{Do: Upload, Key: p.First})
	}
	return steps
}

// older says what becomes of a version, or "". With "keep", versions stay as they are: one that somebody deprecated by hand, because
// of a flaw, is not brought back.
func (p *Product) older(v account.Version) Verb {
	switch {
	case v.Name == p.VersionName():
		return ""
	case !byContent.MatchString(v.Name):
		if v.Active {
			return Deactivate
		}
		return ""
	case p.Old == "remove" || p.isRetired(v.Name):
		return Remove
	case p.Old == "deprecate" && !v.Deprecated:
		return Deprecate
	}
	return ""
}

func (p *Product) isRetired(name string) bool {
	return slices.ContainsFunc(p.Retired, func(version string) bool { return version[:nameLength] == name })
}

func refuse(p *Product, s *State) diag.List {
	var problems diag.List
	if s.Foreign {
		problems = append(problems, p.refusal(diag.Diagnostic{ID: "template-replaced",
			Message: fmt.Sprintf("object %s of the artifact bucket is not the template that its name says: somebody replaced it", p.Key()),
			Hint:    "find out who wrote it, from the bucket's access log; the break-glass role may delete it",
		}))
	}
	if len(s.IDs) > 1 {
		problems = append(problems, p.refusal(diag.Diagnostic{ID: "product-ambiguous",
			Message: fmt.Sprintf("the account has %d products %q of this environment, %s: which one is the catalog's cannot be told", len(s.IDs), p.Name, strings.Join(s.IDs, " and ")),
			Hint:    "delete those that the catalog's stack does not have",
		}))
	}
	return append(problems, noneToLaunch(p, s)...)
}

// noneToLaunch refuses a product whose version is there and cannot be launched: taking older ones away would leave people with none.
func noneToLaunch(p *Product, s *State) diag.List {
	i := s.current(p)
	if i < 0 || s.Versions[i].Active && !s.Broken {
		return nil
	}
	why, remedy := "was made inactive by hand", "activate it in Service Catalog if it is fit to be launched, or change the product"
	if s.Broken {
		why, remedy = "could not be made by Service Catalog", "delete it in Service Catalog and publish again"
	}
	return diag.List{p.refusal(diag.Diagnostic{ID: "version-not-launchable",
		Message: fmt.Sprintf("version %s of %q, which the spec asks for, %s: there would be none to launch", p.VersionName(), p.Name, why), Hint: remedy,
	})}
}

// refusal is an error at the product's place in the spec.
func (p *Product) refusal(d diag.Diagnostic) diag.Diagnostic {
	d.Severity, d.Pos, d.Path = diag.Error, p.At.Pos, p.At.Path
	return d
}
