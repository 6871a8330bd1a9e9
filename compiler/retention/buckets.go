package retention

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// bucket gives a row for objects, one for each part of the bucket that a rule of its own expires, and one for old versions.
func (v *view) bucket() []Record {
	class := v.bucketClass()
	versioned := v.Get("VersioningConfiguration.Status").Is("Enabled")
	rules := v.activeRules()
	all := v.record(class, 0, "no lifecycle rule expires objects")
	old := v.record(class+", old versions", 0, "no lifecycle rule expires old versions")
	old.Floor = 0
	var parts []Record
	for _, rule := range rules {
		row := v.expiry(class, rule)
		if part := within(rule); part != "" {
			if row.Days != 0 {
				row.Why += ", for " + part
				parts = append(parts, row)
			}
			continue
		}
		all = sooner(all, row)
		old = sooner(old, v.oldExpiry(rule))
		if moves := movesOf(rule); moves != "" && all.Days == 0 {
			all.After = moves
		}
	}
	mode, locked := v.lock()
	rows := append([]Record{all}, parts...)
	if !versioned.No() {
		rows = append(rows, old)
	}
	for i := range rows {
		rows[i].Locked, rows[i].LockDays = mode, locked
		if rows[i].Days > 0 && !strings.HasSuffix(rows[i].Class, "old versions") && !versioned.No() {
			rows[i].After = "an old version, see there"
		}
	}
	return rows
}

func (v *view) bucketClass() string {
	switch {
	case v.ReceivesTrail():
		return auditTrail
	case v.ReceivesConfig():
		return configuration
	case len(v.Pointing("AWS::EC2::FlowLog", "LogDestination")) > 0:
		return flowLog
	case v.ReceivesAccessLogs():
		return accessLog
	case v.stack.blueprint == "artifacts":
		return artifact
	}
	return document
}

func (v *view) activeRules() []template.Value {
	var out []template.Value
	for _, rule := range v.Get("LifecycleConfiguration.Rules").Items() {
		if !rule.Get("Status").Is("Disabled").Yes() {
			out = append(out, rule)
		}
	}
	return out
}

// expiry is what a rule makes of current objects.
func (v *view) expiry(class string, rule template.Value) Record {
	if why, is := rule.Unknown(); is {
		return v.record(class, Unknown, why)
	}
	if !rule.Get("ExpirationDate").Absent() {
		return v.record(class, Unknown, "objects expire on a day, whenever they were written")
	}
	kept := days(rule.Get("ExpirationInDays"), 0)
	switch {
	case kept == Unknown:
		return v.record(class, Unknown, "ExpirationInDays is not known before deployment")
	case kept == 0:
		return v.record(class, 0, "no lifecycle rule expires objects")
	}
	return v.record(class, kept, "ExpirationInDays")
}

func (v *view) oldExpiry(rule template.Value) Record {
	class := v.bucketClass() + ", old versions"
	period := rule.Get("NoncurrentVersionExpiration.NoncurrentDays")
	if period.Absent() {
		period = rule.Get("NoncurrentVersionExpirationInDays")
	}
	kept := days(period, 0)
	row := v.record(class, kept, "NoncurrentDays, from when a version is replaced or deleted")
	if kept == 0 {
		row.Why = "no lifecycle rule expires old versions"
	}
	if kept > 0 && !rule.Get("NoncurrentVersionExpiration.NewerNoncurrentVersions").Absent() {
		row.Why += ", beyond the newest of them"
	}
	row.Floor = 0
	return row
}

// sooner is the row of which less is kept. What is not known may be the least.
func sooner(a, b Record) Record {
	if a.Days == Unknown || b.Days == 0 || a.Days > 0 && b.Days > a.Days {
		return a
	}
	return b
}

// within says to which part of a bucket a rule is confined; "" is none.
func within(rule template.Value) string {
	if prefix := rule.Get("Prefix"); prefix.Has().Yes() {
		return "objects that begin with " + prefix.String()
	}
	for _, way := range []string{"TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"} {
		if !rule.Get(way).Absent() {
			return "objects that match " + way
		}
	}
	return ""
}

// movesOf says where a rule moves objects.
func movesOf(rule template.Value) string {
	transitions := rule.Get("Transitions").Items()
	if one := rule.Get("Transition"); !one.Absent() {
		transitions = append(transitions[:len(transitions):len(transitions)], one)
	}
	var moves []string
	for _, t := range transitions {
		class, _ := t.Get("StorageClass").Literal()
		if n := days(t.Get("TransitionInDays"), Unknown); n >= 0 {
			moves = append(moves, fmt.Sprintf("moves to %s after %d days", class, n))
		}
	}
	return strings.Join(moves, ", ")
}

// lock is the default retention of object lock.
func (v *view) lock() (mode string, held int) {
	retention := v.Get("ObjectLockConfiguration.Rule.DefaultRetention")
	if !v.Get("ObjectLockEnabled").IsTrue().Yes() || retention.Absent() {
		return "", 0
	}
	held = days(retention.Get("Days"), 0)
	if years := days(retention.Get("Years"), 0); years > 0 {
		held = years*365 + years/4 // at least: so many years have so many leap days, wherever they begin
	}
	switch mode := retention.Get("Mode"); {
	case held <= 0:
		return "", 0
	case mode.Is("COMPLIANCE").Yes():
		return "compliance", held
	case mode.Is("GOVERNANCE").Yes():
		return "governance", held
	}
	return "", 0
}
