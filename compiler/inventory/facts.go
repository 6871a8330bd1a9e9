package inventory

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/retention"
	"github.com/hipaac/hipaac/compiler/template"
)

// describe adds what a resource is in one deployment to what is known of it from others.
func (v view) describe(a *Asset) {
	m := &v.at.env.Manifest
	a.Place = v.place()
	class := v.tag("DataClassification")
	a.Class = either(a.Class, class)
	a.PHI = worse(a.PHI, v.holding(class))
	a.Owner = either(a.Owner, owner(v.tag("Owner"), m.Owner))
	a.Deletion = either(a.Deletion, deletions[text(v.Attribute("DeletionPolicy"))])
	if whole, ok := v.lead(v.Get("DBClusterIdentifier"), "AWS::RDS::DBCluster"); ok && !whole.Is(v.Subject) {
		a.cluster = whole.id()
	}
	encryption, key := v.encryption()
	a.Encryption, a.Key = either(a.Encryption, encryption), either(a.Key, key)
}

// deletions are what CloudFormation does with a resource whose stack is deleted (AWS CloudFormation User Guide, DeletionPolicy).
var deletions = map[string]string{
	"": "deleted", "Delete": "deleted", "Retain": "kept", "RetainExceptOnCreate": "kept", "Snapshot": "deleted after a snapshot",
}

// either is what deployments say of a thing: "phi or non-phi" where they differ.
func either(known, more string) string {
	switch {
	case known == "":
		return more
	case more == "" || slices.Contains(strings.Split(known, " or "), more):
		return known
	}
	return known + " or " + more
}

func owner(tag, environment string) string {
	if tag == "" {
		return environment
	}
	return tag
}

// tag is the value of a tag: "" where there is none, "unknown" where it is known only at deployment.
func (v view) tag(key string) string {
	t := v.Tag(key)
	if t.Absent() {
		t = v.Subject.Tag("Tags", key)
	}
	if t.Absent() {
		return ""
	}
	if known, ok := t.Literal(); ok {
		return known
	}
	if shown := t.Shown(); shown != "" {
		return shown
	}
	return "unknown"
}

// holding says what a resource can have to do with PHI: what its type can, unless it is classified as holding none. What moves data
// between others is settled when all ways are known.
func (v view) holding(class string) Holding {
	phi := v.kind().phi
	switch {
	case !v.at.env.Manifest.PHI || class == "non-phi" || phi == "":
		return Without
	case phi == Rests && class != "phi":
		return Unsure
	}
	return phi
}

// weights orders what can be said of PHI: of two deployments the worse counts.
var weights = []Holding{"", Without, Beside, Moves, Unsure, Rests}

func worse(a, b Holding) Holding {
	if slices.Index(weights, a) > slices.Index(weights, b) {
		return a
	}
	return b
}

// encryption says with what a resource encrypts what rests in it, and which asset the key is.
func (v view) encryption() (how, key string) {
	k := v.kind()
	if k.otherwise == "" {
		return "", ""
	}
	for _, whole := range []struct{ property, of string }{{"DBClusterIdentifier", "AWS::RDS::DBCluster"}, {"LaunchTemplate.LaunchTemplateId", "AWS::EC2::LaunchTemplate"}} {
		if x, ok := v.lead(v.Get(whole.property), whole.of); ok && whole.of != v.Type {
			return x.encryption()
		}
	}
	if k.on != "" {
		switches := v.reach(k.on)
		on := template.All(switches, value.IsTrue)
		switch {
		case len(switches) == 0 || on.No():
			return k.otherwise, ""
		case !on.Yes():
			return "unknown", ""
		}
	}
	keys := v.reach(k.key)
	if k.key == "" || len(keys) == 0 {
		if k.on != "" {
			return "AWS key", ""
		}
		return k.otherwise, ""
	}
	switch own := template.All(keys, controls.CustomerKey); {
	case own.No():
		return "AWS key", ""
	case !own.Yes():
		return "unknown", ""
	}
	if x, ok := v.lead(keys[0], "AWS::KMS::Key", "AWS::KMS::Alias"); ok {
		if target, ok := x.lead(x.Get("TargetKeyId"), "AWS::KMS::Key"); ok {
			x = target
		}
		return "customer key", x.id()
	}
	return "customer key", ""
}

// keep adds how long what assets hold is kept, and where copies of it are. Of what nobody copies it says so.
func (r *reading) keep(table retention.Table) {
	stores := map[string]bool{}
	for _, s := range table.Stores {
		a := r.all.assets[r.env.Folder+"/"+s.Resource]
		a.Backup, stores[s.Resource] = strings.Join(s.Copies, "; "), true
		if a.Backup == "" {
			a.Backup = NoBackup
		}
	}
	for _, row := range table.Records {
		if stores[row.Resource] && strings.HasPrefix(row.Class, "backup") {
			continue // of a store that backs itself up, what counts is how long the store keeps things
		}
		period := periods(row.Days)
		if strings.HasSuffix(row.Class, ", old versions") {
			period = "old versions " + period
		}
		a := r.all.assets[r.env.Folder+"/"+row.Resource]
		if told := strings.Split(a.Retention, "; "); !slices.Contains(told, period) {
			a.Retention = strings.TrimPrefix(a.Retention+"; "+period, "; ")
		}
	}
}

// NoBackup is said of a store that nothing copies.
const NoBackup = "none"

func periods(days int) string {
	switch days {
	case 0:
		return "for ever"
	case retention.Unknown:
		return "unknown"
	}
	return fmt.Sprintf("%d days", days)
}

// label is what people call a resource: the words of its logical id, and what it is where they do not say so.
func label(x *template.Resource) string {
	noun := kindOf(x.Type).noun
	own, what := words(x.ID), strings.Fields(noun)
	if !slices.Contains(own, strings.ToLower(what[len(what)-1])) {
		rest := slices.DeleteFunc(what, func(w string) bool { return slices.Contains(own, strings.ToLower(w)) })
		return strings.Join(append(own, rest...), " ")
	}
	var before []string
	for _, w := range what {
		if at := slices.Index(own, strings.ToLower(w)); at >= 0 {
			own[at] = w
		} else {
			before = append(before, w)
		}
	}
	return strings.Join(append(before, own...), " ")
}

// words takes a logical id apart: "DocumentsBucket" is "documents bucket", "S3Endpoint" is "s3 endpoint", "Instance1" is "instance 1".
func words(name string) []string {
	var out []string
	word := ""
	runes := []rune(name)
	for i, r := range runes {
		begins := unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) ||
			i > 0 && unicode.IsLower(runes[i-1]) && isNumber(runes[i:]) && !strings.ContainsFunc(word, unicode.IsDigit)
		if begins && word != "" {
			out, word = append(out, word), ""
		}
		word += string(unicode.ToLower(r))
	}
	return append(out, word)
}

// isNumber reports whether a word begins with a number, and not with letters and digits of which one is a digit.
func isNumber(rest []rune) bool {
	i := slices.IndexFunc(rest, func(r rune) bool { return !unicode.IsDigit(r) })
	return i != 0 && (i < 0 || unicode.IsUpper(rest[i]))
}
