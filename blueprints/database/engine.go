package database

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// engine is what RDS calls one of the schema's engines, and what it has.
type engine struct {
	// name is the same in a spec and in RDS.
	name string
	// dialect is what the database speaks: "postgres", "mysql" or "mariadb".
	dialect string
	aurora  bool
	port    int
	// logs are all that it can export, as rds-logs-exported asks; the log of failed sign-ins by IAM is among them where there is one.
	logs []string
	// versions are those in standard support, the one that a spec gets unasked first.
	versions []version
}

// version is a major version of an engine.
type version struct {
	// major is what a spec may say for short, and family what its parameter groups are made for.
	major, family string
	// known are whole versions. The last is taken where the spec does not name one: for some engines RDS takes no major
	// version alone.
	known []string
	// pauses is the first minor version that can pause as a serverless database; -1 where none can.
	pauses int
}

// knownOn is the day for which engines and versions below were looked up, in the release calendars of the guides of RDS and Aurora
// ("Aurora PostgreSQL release calendar", "Supported MySQL minor versions on Amazon RDS", and so on) and in cfn-lint 1.51, whose
// table of versions is AWS's own of June 2026. MySQL 8.0 left standard support in July 2026. Compare it before each release.
const knownOn = "2026-11-22"

var engines = []engine{
	{
		name: "aurora-postgresql", dialect: "postgres", aurora: true, port: 5432,
		logs: []string{"iam-db-auth-error", "postgresql"},
		versions: []version{
			{major: "17", family: "aurora-postgresql17", known: []string{"17.4", "17.5", "17.6", "17.7", "17.9"}, pauses: 4},
			{major: "16", family: "aurora-postgresql16", known: []string{"16.4", "16.6", "16.8", "16.9", "16.10", "16.11", "16.13"}, pauses: 3},
			{major: "15", family: "aurora-postgresql15", known: []string{"15.8", "15.10", "15.12", "15.13", "15.14", "15.15", "15.17"}, pauses: 7},
			{major: "14", family: "aurora-postgresql14", known: []string{"14.6", "14.13", "14.15", "14.17", "14.18", "14.19", "14.20", "14.22"}, pauses: 12},
		},
	},
	{
		name: "aurora-mysql", dialect: "mysql", aurora: true, port: 3306,
		logs: []string{"audit", "error", "general", "iam-db-auth-error", "slowquery"},
		versions: []version{{major: "8.0", family: "aurora-mysql8.0", pauses: 8, known: []string{
			"8.0.mysql_aurora.3.04.6", "8.0.mysql_aurora.3.08.2", "8.0.mysql_aurora.3.09.0", "8.0.mysql_aurora.3.11.1", "8.0.mysql_aurora.3.12.0",
			"8.0.mysql_aurora.3.10.4", // the release with long-term support, and so the one that is taken
		}}},
	},
	{
		name: "postgres", dialect: "postgres", port: 5432,
		logs: []string{"iam-db-auth-error", "postgresql", "upgrade"},
		versions: []version{
			{major: "17", family: "postgres17", known: []string{"17.4", "17.5", "17.6", "17.7", "17.8", "17.9"}, pauses: -1},
			{major: "18", family: "postgres18", known: []string{"18.1", "18.2", "18.3"}, pauses: -1},
			{major: "16", family: "postgres16", known: []string{"16.8", "16.9", "16.10", "16.11", "16.12", "16.13"}, pauses: -1},
			{major: "15", family: "postgres15", known: []string{"15.12", "15.13", "15.14", "15.15", "15.16", "15.17"}, pauses: -1},
			{major: "14", family: "postgres14", known: []string{"14.17", "14.18", "14.19", "14.20", "14.21", "14.22"}, pauses: -1},
		},
	},
	{
		name: "mysql", dialect: "mysql", port: 3306,
		logs:     []string{"audit", "error", "general", "iam-db-auth-error", "slowquery"},
		versions: []version{{major: "8.4", family: "mysql8.4", known: []string{"8.4.5", "8.4.6", "8.4.7", "8.4.8", "8.4.9"}, pauses: -1}},
	},
	{
		name: "mariadb", dialect: "mariadb", port: 3306,
		logs: []string{"audit", "error", "general", "slowquery"},
		versions: []version{
			{major: "11.8", family: "mariadb11.8", known: []string{"11.8.3", "11.8.4", "11.8.5", "11.8.6"}, pauses: -1},
			{major: "11.4", family: "mariadb11.4", known: []string{"11.4.5", "11.4.7", "11.4.8", "11.4.9", "11.4.10"}, pauses: -1},
			{major: "10.11", family: "mariadb10.11", known: []string{"10.11.11", "10.11.13", "10.11.14", "10.11.15", "10.11.16"}, pauses: -1},
		},
	},
}

func engineNamed(name string) engine {
	i := slices.IndexFunc(engines, func(e engine) bool { return e.name == name })
	if i < 0 {
		panic("internal error: the schema has an engine that the blueprint does not know: " + name)
	}
	return engines[i]
}

// chooseVersion is the version that the spec asks for, with the whole of its name. One that is not in support is refused; one that
// is newer than the table is left to RDS, with a warning.
func chooseVersion(s *blueprints.Stack, e engine, asked string) (version, string) {
	if asked == "" {
		return e.versions[0], last(e.versions[0].known)
	}
	for _, v := range e.versions {
		if asked == v.major {
			return v, last(v.known)
		}
		if !strings.HasPrefix(asked, v.major+".") {
			continue
		}
		if !slices.Contains(v.known, asked) {
			s.Refuse(blueprints.Refusal{
				ID: "unknown-engine-version", Path: "version", Warn: true,
				Message: fmt.Sprintf("version %q of %s was not known on %s, when these were: %s", asked, e.name, knownOn, strings.Join(v.known, ", ")),
				Hint:    fmt.Sprintf("make sure that RDS has it in region %s, or set version to %q", s.Env.Region, v.major),
			})
		}
		return v, asked
	}
	var majors []string
	for _, v := range e.versions {
		majors = append(majors, strconv.Quote(v.major))
	}
	s.Refuse(blueprints.Refusal{
		ID: "engine-version-not-offered", Path: "version",
		Message: fmt.Sprintf("version %q of %s is not in standard support on %s, needs %s", asked, e.name, knownOn, alternatives(majors)),
		Hint:    fmt.Sprintf("set version to %s, or leave it out", majors[0]),
	})
	return e.versions[0], last(e.versions[0].known)
}

// canPause reports whether a whole version pauses as a serverless database (Aurora User Guide, "Scaling to Zero ACUs with automatic
// pause and resume for Aurora Serverless v2").
func (v version) canPause(whole string) bool {
	minor := strings.TrimPrefix(strings.TrimPrefix(whole, v.major+"."), "mysql_aurora.3.")
	minor, _, _ = strings.Cut(minor, ".")
	n, err := strconv.Atoi(minor)
	return err == nil && v.pauses >= 0 && n >= v.pauses
}

func last(list []string) string { return list[len(list)-1] }

// alternatives joins values with commas and "or".
func alternatives(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.Join(values[:len(values)-1], ", ") + " or " + last(values)
}
