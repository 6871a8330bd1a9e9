package controls

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// backupRules are the rules of a backup plan.
func backupRules(plan Subject) []Value { return plan.Get("BackupPlan.BackupPlanRule").Items() }

// runsDaily asks whether a rule of a backup plan runs once a day or more often. Without a schedule AWS runs it each morning.
func runsDaily(rule Value) Answer {
	schedule := rule.Get("ScheduleExpression")
	if schedule.Absent() {
		return template.Yes
	}
	return schedule.Passes(everyDay)
}

// everyDay reads the two forms of a schedule (Amazon EventBridge Scheduler User Guide, "Schedule types"): rate(12 hours), and
// cron(minutes hours day-of-month month day-of-week year).
func everyDay(schedule string) bool {
	kind, rest, _ := strings.Cut(strings.ToLower(schedule), "(")
	fields := strings.Fields(strings.TrimSuffix(rest, ")"))
	switch {
	case kind == "rate" && len(fields) == 2:
		n, err := strconv.Atoi(fields[0])
		hours := map[string]int{"minute": 0, "minutes": 0, "hour": n, "hours": n, "day": 24 * n, "days": 24 * n}
		h, known := hours[fields[1]]
		return err == nil && known && h <= 24
	case kind == "cron" && len(fields) == 6:
		return every(fields[2]) && every(fields[3]) && (every(fields[4]) || fields[4] == "sun-sat" || fields[4] == "1-7") && every(fields[5])
	}
	return false
}

// every reports whether a field of a cron expression stands for every value from the first one on.
func every(field string) bool {
	return field == "*" || field == "?" || field == "*/1" || field == "1/1"
}

// everyHours is how many hours a schedule lets pass between two backups, or many where it cannot tell: rate(6 hours), or every so many hours
// of a day, cron(0 0/6 * * ? *).
func everyHours(schedule string) float64 {
	const many = 1 << 20
	kind, rest, _ := strings.Cut(strings.ToLower(schedule), "(")
	fields := strings.Fields(strings.TrimSuffix(rest, ")"))
	switch {
	case kind == "rate" && len(fields) == 2:
		n, err := strconv.ParseFloat(fields[0], 64)
		unit := map[string]float64{"minute": 1. / 60, "minutes": 1. / 60, "hour": 1, "hours": 1, "day": 24, "days": 24}[fields[1]]
		if err == nil && unit > 0 {
			return n * unit
		}
	case kind == "cron" && len(fields) == 6 && everyDay(schedule):
		first, step, steps := strings.Cut(fields[1], "/")
		n, err := strconv.ParseFloat(step, 64)
		switch {
		case first == "*" && !steps:
			return 1
		case steps && err == nil && (first == "*" || first == "0"):
			return n
		}
		return 24
	}
	return many
}
