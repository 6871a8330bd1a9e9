package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// missedBackups finds databases that a backup plan comes to each day when RDS turns it away: in the window of its own daily backup, and
// in the hour before. Aurora does not, and of several backups a day others succeed.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func missedBackups(specs []*Spec) diag.List {
	var problems diag.List
	for _, s := range specs {
		windows := windowsOf(s)
		for _, stack := range s.Stacks {
			plan, ok := stack.Config.(*schema.Backup)
			if !ok || plan.EveryHours < 24 {
				continue
			}
			path := "stacks." + stack.Name + ".startHour"
			for _, w := range windows {
				if !w.turnsAway(plan.StartHour) {
					continue
				}
				p := wrong("backup-turned-away", path, s.Position(path),
					fmt.Sprintf("stack %q backs up at %02d:00, and RDS takes no other backup of stack %q in its backupWindow %s, nor in the hour before",
						stack.Name, plan.StartHour, w.stack, w.written), betterHour(plan.StartHour, windows))
				p.Severity = diag.Warning
				p.Notes = []diag.Text{{Pos: s.Position("stacks." + w.stack + ".backupWindow"), Message: "the window is here"}}
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// backupWindow is when RDS backs the database of a stack up by itself, such as "02:00-03:00".
type backupWindow struct{ stack, written string }

func windowsOf(s *Spec) []backupWindow {
	var all []backupWindow
	for _, stack := range s.Stacks {
		if config, ok := stack.Config.(*schema.Database); ok && !strings.HasPrefix(config.Engine, "aurora-") {
			all = append(all, backupWindow{stack.Name, config.BackupWindow})
		}
	}
	return all
}

// betterHour is a remedy: the next hour that no database turns away.
func betterHour(hour int, windows []backupWindow) string {
	for i := range 24 {
		other := (hour + i) % 24
		if !slices.ContainsFunc(windows, func(w backupWindow) bool { return w.turnsAway(other) }) {
			return fmt.Sprintf("set startHour to %d", other)
		}
	}
	return "make the windows of the databases shorter"
}

// turnsAway reports whether a full hour lies in the window, or in the hour before.
func (w backupWindow) turnsAway(hour int) bool {
	const day = 24 * 60
	from, to, _ := strings.Cut(w.written, "-")
	start, end := minutes(from), minutes(to)
	length := (end - start + day) % day
	return (hour*60-start+60+day)%day < length+60
}

// minutes is a time of the day, of the schema's form.
func minutes(text string) int {
	var hour, minute int
	if _, err := fmt.Sscanf(text, "%d:%d", &hour, &minute); err != nil {
		panic("internal error: a time of day that is none: " + text)
	}
	return hour*60 + minute
}
