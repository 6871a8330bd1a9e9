package retention

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// kinds are the types of stores, and what AWS Backup calls them (AWS Backup API Reference, RestoreTestingSelectionForCreate).
var kinds = map[string]string{
	"AWS::RDS::DBCluster": "Aurora", "AWS::RDS::DBInstance": "RDS", "AWS::DynamoDB::Table": "DynamoDB", "AWS::EFS::FileSystem": "EFS",
	"AWS::EC2::Volume": "EBS", "AWS::EC2::Instance": "EC2", "AWS::S3::Bucket": "S3", "AWS::Cognito::UserPool": "",
}

// storesOf is the row of a store, or nothing.
func (v *view) storesOf() []Store {
	if _, is := kinds[v.Type]; !is || !v.isStore() {
		return nil
	}
	b := v.backedUp()
	s := Store{Resource: v.name(), Type: v.Type, PHI: v.holdsPHI(), Copies: b.copies, Point: b.point(), Tested: v.tested(b)}
	s.Time = v.time(b)
	s.Point.promise("RPO", v.wanted("RPO"), b.bounded)
	s.Time.promise("RTO", v.wanted("RTO"), false)
	return []Store{s}
}

// isStore leaves out what keeps no data of its own: members of a cluster, buckets of records, which stand in the other table, and
// machines that nobody backs up or says to hold PHI.
func (v *view) isStore() bool {
	switch v.Type {
	case "AWS::RDS::DBInstance":
		return v.Get("DBClusterIdentifier").Absent()
	case "AWS::S3::Bucket":
		return v.bucketClass() == document
	case "AWS::EC2::Instance":
		return v.holdsPHI() || !v.Tag("BackupPlan").Absent()
	}
	return true
}

// backing is what keeps copies of a store.
type backing struct {
	sources []source
	copies  []string
	unsure  string // why it is not known whether there are more
	bounded bool   // the best source is bounded from above
}

// source is one way to copies. How old they can be is bounded only where how long a copy takes is.
type source struct {
	hours   float64
	known   bool
	bounded bool
	why     string
}

// backedUp gathers what the store does itself, what plans do with it, and replication.
func (v *view) backedUp() *backing {
	b := &backing{}
	switch v.Type {
	case "AWS::RDS::DBCluster", "AWS::RDS::DBInstance":
		switch kept := days(v.Get("BackupRetentionPeriod"), rdsBackupDays); {
		case kept == Unknown:
			b.unsure = "BackupRetentionPeriod is not known before deployment"
		case kept > 0:
			b.sources = append(b.sources, source{rdsPoint, true, true, fmt.Sprintf("automated backups: RDS ships its logs every 5 minutes, and goes back %s", counted(kept))})
			b.copies = append(b.copies, "automated backups of RDS")
		}
	case "AWS::DynamoDB::Table":
		if on := v.Get("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled").IsTrue(); on.Yes() {
			b.sources = append(b.sources, source{tablePoint, true, true, "point-in-time recovery: typically to 5 minutes ago"})
			b.copies = append(b.copies, "point-in-time recovery of DynamoDB")
		} else if !on.No() {
			b.unsure = on.Why()
		}
	case "AWS::S3::Bucket":
		v.replicated(b)
	}
	for _, selection := range v.OfType("AWS::Backup::BackupSelection") {
		switch taken := v.TakenBy(selection); {
		case taken.Yes():
			v.planned(b, selection)
		case !taken.No():
			b.unsure = taken.Why()
		}
	}
	slices.Sort(b.copies)
	b.copies = slices.Compact(b.copies)
	return b
}

// planned adds the rules of the plan of a selection.
func (v *view) planned(b *backing, selection template.Subject) {
	plan, here := v.Target(selection.Get("BackupPlanId"), "AWS::Backup::BackupPlan")
	if !here {
		b.unsure = "the backup plan stands elsewhere"
		return
	}
	for _, rule := range backupRules(plan) {
		b.sources = append(b.sources, v.ruled(rule, v.names[plan.Resource]))
		b.copies = append(b.copies, v.place(rule.Get("TargetBackupVault")))
		for _, copy := range rule.Get("CopyActions").Items() {
			b.copies = append(b.copies, v.place(copy.Get("DestinationBackupVaultArn")))
		}
	}
}

// ruled is what a rule of a plan makes of the store. A job that does not begin within its window is given up, so that the next one may be the
// first; how long a job runs is bounded by the completion window alone. AWS says that it counts from the schedule (AWS Backup API Reference, StartBackupJob),
// and that it counts from when the job began (BackupRuleInput, and CloudFormation): the later end is taken.
func (v *view) ruled(rule template.Value, plan string) source {
	continuous := map[string]float64{"AWS::S3::Bucket": bucketPoint, "AWS::RDS::DBInstance": rdsPoint, "AWS::RDS::DBCluster": rdsPoint}
	if hours, can := continuous[v.Type]; can && rule.Get("EnableContinuousBackup").IsTrue().Yes() {
		return source{hours, true, true, fmt.Sprintf("continuous backup by %s: to %d minutes ago", plan, int(hours*60))}
	}
	every, known := interval(rule)
	if !known {
		return source{why: "the schedule of " + plan + " is not known before deployment"}
	}
	begin, known := number(rule.Get("StartWindowMinutes"), startWindow*60)
	if !known {
		return source{why: "the start window of " + plan + " is not known before deployment"}
	}
	text := fmt.Sprintf("a backup by %s every %s, begun within %s", plan, hours(every), hours(begin/60))
	if end, known := number(rule.Get("CompletionWindowMinutes"), 0); known && end > 0 {
		return source{every + (begin+end)/60, true, true, text + ", ended within " + hours(end/60)}
	}
	return source{every + begin/60, true, false, text + "; how long it takes is bounded by nothing"}
}

// replicated adds the buckets that another rule copies to. A copy follows every change, mistakes included, so that it is no backup of them.
func (v *view) replicated(b *backing) {
	for _, rule := range v.Get("ReplicationConfiguration.Rules").Items() {
		if !rule.Get("Status").Is("Enabled").Yes() {
			continue
		}
		to := rule.Get("Destination.Bucket")
		b.copies = append(b.copies, "bucket "+strings.TrimPrefix(to.Shown(), "arn:aws:s3:::"))
	}
}

// best is the source whose copies are youngest.
func (b *backing) best() (source, bool) {
	var best source
	for _, s := range b.sources {
		if s.known && (!best.known || s.hours < best.hours || s.hours == best.hours && s.bounded && !best.bounded) {
			best = s
		}
	}
	return best, best.known
}

// point is how old what is restored can be at most.
func (b *backing) point() Figure {
	f := Figure{Hours: Unknown, Mark: CopyMark, Meets: "unknown"}
	best, known := b.best()
	switch {
	case known:
		f.Hours, f.Why, b.bounded = best.hours, best.why, best.bounded
		if f.Hours > CopyMark {
			f.Meets = orUnknown("no", b.unsure)
		} else if best.bounded {
			f.Meets = "yes"
		}
	case len(b.sources) > 0:
		f.Why = b.sources[0].why
	case b.unsure != "":
		f.Why = b.unsure
	default:
		f.Meets, f.Why = "no", "nothing in the templates makes a backup of it"
	}
	return f
}

func orUnknown(answer, unsure string) string {
	if unsure != "" {
		return "unknown"
	}
	return answer
}

// wanted is what a tag such as RPO promises, in hours: 24h, 7d.
func (v *view) wanted(tag string) float64 {
	text, _ := v.Tag(tag).Literal()
	for unit, hours := range map[string]float64{"h": 1, "d": 24} {
		if n, has := strings.CutSuffix(strings.ToLower(text), unit); has {
			if f, err := strconv.ParseFloat(n, 64); err == nil && f > 0 {
				return f * hours
			}
		}
	}
	return 0
}

// promise compares a figure with what a tag of the store promises. A figure that is bounded from above keeps what it does not exceed.
func (f *Figure) promise(tag string, wanted float64, bounded bool) {
	if wanted == 0 {
		return
	}
	f.Wanted, f.Keeps = wanted, "unknown"
	switch {
	case f.Hours == Unknown && f.Meets == "no", f.Hours != Unknown && f.Hours > wanted:
		f.Keeps = "no"
	case f.Hours != Unknown && bounded:
		f.Keeps = "yes"
	}
	f.Why += fmt.Sprintf("; the tag %s promises %s, which is %s", tag, hours(wanted), kept[f.Keeps])
}

var kept = map[string]string{"yes": "kept", "no": "not kept", "unknown": "not known to be kept"}

func hours(n float64) string {
	switch {
	case n < 1:
		return counting(int(n*60+0.5), "minute")
	case n == float64(int(n)):
		return counting(int(n), "hour")
	}
	return strconv.FormatFloat(n, 'f', 1, 64) + " hours"
}

func counted(days int) string { return counting(days, "day") }

func counting(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
