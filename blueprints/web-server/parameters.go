package webserver

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// parameters are what the launch form asks for, as values, and the questions that resources ask about them.
type parameters struct {
	directory, instanceType, ownerMail, keyName string
	// Conditions of the stack. graviton is "" where all instance types have the same processor.
	toEverybody, toTesters, hasKeyPair, graviton string
}

// Values of parameters that mean something.
const production, test, yes, no = "PROD", "TEST", "YES", "NO"

// ask declares the parameters, what is refused of them, and how they label everything that the launch makes.
func (w *server) ask() {
	most := longestName(w.cfg.Domain)
	name := w.Parameter(blueprints.Parameter{
		Name: "FriendlyName", Group: website, Label: "Name",
		Description: "Name of the server, and of the website: <name>." + w.cfg.Domain,
		Pattern:     fmt.Sprintf("^[a-z][a-z0-9-]{%d,%d}[a-z0-9]$", shortestName-2, max(most, shortestName)-2), MaxLength: most,
		Violation: fmt.Sprintf("must be %d to %d lower-case letters, digits and hyphens, starting with a letter", shortestName, most),
	})
	w.host = name + "." + w.cfg.Domain
	w.askForWebsite()
	environment := w.Parameter(blueprints.Parameter{
		Name: "Environment", Group: website, Label: "Environment", Default: ptr(test), Allowed: []string{production, test},
		Description: "PROD is open to the internet, TEST to " + w.cfg.Testers.Name + " only. Both over HTTPS, and nothing else.",
	})
	phi := w.Parameter(blueprints.Parameter{
		Name: "PHI", Group: website, Label: "Health information", Default: ptr(yesNo(w.Env.PHI)), Allowed: []string{yes, no},
		Description: "Whether the website holds protected health information. Disks, logs and connections are encrypted in any case.",
	})
	w.askForMachine()
	holdsPHI := w.Condition("HoldsPhi", blueprints.Equals(phi, yes))
	w.toEverybody = w.Condition("OpenToInternet", blueprints.Equals(environment, production))
	w.toTesters = w.Condition("OpenToTesters", blueprints.Equals(environment, test))
	w.rules(environment, phi)
	w.Tags = []blueprints.Tag{
		{Key: "Owner", Value: w.ownerMail},
		{Key: "DataClassification", Value: blueprints.If(holdsPHI, "phi", "non-phi")},
		{Key: "FriendlyName", Value: name},
		// The tag Environment names that of the spec, by which roles know what is their own.
		{Key: "ServerEnvironment", Value: environment},
		{Key: "PHI", Value: phi},
	}
}

// The headings of the launch form.
const website, machine, people = "Website", "Server", "People"

func (w *server) askForWebsite() {
	// The start of the address by which git knows the repositories of the region.
	start := "https://git-codecommit." + w.Env.Region + ".amazonaws.com/v1/repos/"
	which, who := "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", "a CodeCommit repository"
	if names := w.repositories(); len(names) > 0 {
		which, who = "("+regexp.QuoteMeta(names[0]), names[0]
		for _, name := range names[1:] {
			which, who = which+"|"+regexp.QuoteMeta(name), who+" or "+name
		}
		which += ")"
	}
	repository := w.Parameter(blueprints.Parameter{
		Name: "CodeCommitRepo", Group: website, Label: "Repository", Default: w.knownRepository(),
		Description: "CodeCommit repository with the website's files, by its name or its HTTPS clone URL. Branch " + w.cfg.Branch + " is served, and what is pushed there follows at once.",
		Pattern:     "^(" + regexp.QuoteMeta(start) + ")?" + which + "$",
		Violation:   "must be the name or the HTTPS clone URL of " + who + " in " + w.Env.Region,
	})
	w.checkRepositories()
	w.repository = blueprints.Without(start, repository)
	w.directory = w.Parameter(blueprints.Parameter{
		Name: "WebDirectory", Group: website, Label: "Directory", Default: ptr("site"),
		Description: "Directory of the server that the repository is put into, and the path under which the website is served: https://<name>." + w.cfg.Domain + "/<directory>/",
		Pattern:     "^[a-z0-9][A-Za-z0-9_-]{0,63}$", MaxLength: 64,
		Violation: "must be one word of letters, digits, _ and -, starting with a lower-case letter or a digit",
	})
}

// repositories are the names of those that may be served, none where it may be any: those of the environment, and those that the spec adds. The
// machine reads with a role of its own, so that whoever launches it would see through its website what they may not read themselves.
func (w *server) repositories() []string {
	names := slices.Clone(w.cfg.Repositories)
	for _, n := range w.Neighbours("repository") {
		if n.Fact("provider") == "codecommit" {
			names = append(names, n.Fact("fullname"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkRepositories warns where all code is at another host: servers pull from CodeCommit, with the role of their machine.
func (w *server) checkRepositories() {
	neighbours := w.Neighbours("repository")
	if len(neighbours) == 0 || len(w.repositories()) > 0 || slices.ContainsFunc(neighbours, func(n blueprints.Neighbour) bool { return !n.Known() }) {
		return
	}
	w.Refuse(blueprints.Refusal{
		ID: "website-elsewhere", Warn: true,
		Message: fmt.Sprintf("servers of stack %q take their websites from CodeCommit, and this environment has repositories at other hosts only", w.Key),
		Hint:    "add a repository stack without connection for websites",
	})
}

// knownRepository is the first of the environment's repositories of CodeCommit, by their names in the spec, or nil.
func (w *server) knownRepository() *string {
	for _, n := range w.Neighbours("repository") {
		if n.Fact("provider") == "codecommit" {
			return ptr(n.Fact("fullname"))
		}
	}
	return nil
}

func (w *server) askForMachine() {
	w.instanceType = w.Parameter(blueprints.Parameter{
		Name: "InstanceType", Group: machine, Label: "Size", Default: ptr(w.cfg.InstanceTypes[0]), Allowed: w.cfg.InstanceTypes,
		Description: "Instance type: current generations whose disks are encrypted.",
	})
	w.keyName = w.Parameter(blueprints.Parameter{
		Name: "KeyName", Group: machine, Label: "Key pair", Default: ptr(""), MaxLength: 255,
		Description: "Leave it empty: administrators come through Session Manager, and port 22 is open to nobody. A key pair is of use only for SSH inside such a session.",
		Pattern:     "^[A-Za-z0-9 ._-]*$", Violation: "must be the name of a key pair, or empty",
	})
	w.ownerMail = w.Parameter(blueprints.Parameter{
		Name: "InstanceOwnerEmail", Group: people, Label: "Owner", MaxLength: 254,
		Description: "Mail address of who answers for the server. AWS sends a message there that has to be confirmed once; then alarms arrive.",
		Pattern:     `^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`, Violation: "must be a mail address",
	})
	w.hasKeyPair = w.Condition("HasKeyPair", blueprints.Not(blueprints.Equals(w.keyName, "")))
	if arm, intel := byProcessor(w.cfg.InstanceTypes); len(arm) > 0 && len(intel) > 0 {
		w.graviton = w.Condition("OnGraviton", isOneOf(w.instanceType, arm))
	}
}

// rules refuse what a launch may not combine.
func (w *server) rules(environment, phi string) {
	if !w.Env.PHI {
		w.Rule(blueprints.Rule{
			Name: "PhiBelongsElsewhere", Assert: blueprints.Equals(phi, no),
			Description: "The environment " + w.Env.Name + " holds no health information: launch the server in an account for it",
		})
	}
	if !w.Env.Production() {
		w.Rule(blueprints.Rule{
			Name: "ProductionBelongsElsewhere", Assert: blueprints.Equals(environment, test),
			Description: "The environment " + w.Env.Name + " is for " + w.Env.Tier + ": launch PROD in an account for production",
		})
	}
	w.Rule(blueprints.Rule{
		Name: "NobodyUnrecorded", When: blueprints.Equals(phi, yes), Assert: blueprints.Equals(w.keyName, ""),
		Description: "With health information, leave the key pair empty: what is typed over SSH nobody records",
	})
}

// byProcessor tells instance types with AWS's own processors from the others: by the "g" behind the generation, as in m7g and c7gn. EC2
// guide, "Amazon EC2 instance type naming conventions".
func byProcessor(types []string) (arm, intel []string) {
	for _, t := range types {
		family, _, _ := strings.Cut(t, ".")
		behind := strings.TrimLeft(strings.TrimLeft(family, "abcdefghijklmnopqrstuvwxyz"), "0123456789")
		if strings.HasPrefix(behind, "g") {
			arm = append(arm, t)
		} else {
			intel = append(intel, t)
		}
	}
	return arm, intel
}

// isOneOf is true when a value is among others. A condition takes ten answers at a time, and two at least.
func isOneOf(value string, list []string) string {
	var tests []string
	for _, one := range list {
		tests = append(tests, blueprints.Equals(value, one))
	}
	for len(tests) > 1 {
		n := min(10, len(tests))
		tests = append(tests[n:], blueprints.Any(tests[:n]...))
	}
	return tests[0]
}

func yesNo(is bool) string {
	if is {
		return yes
	}
	return no
}
