package database

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// leastWindow is the shortest window that RDS takes for backups or maintenance, in minutes; no maintenance takes longer than a day.
const (
	leastWindow       = 30
	minutesOfDay      = 24 * 60
	minutesOfWeek     = 7 * minutesOfDay
	longestMaintained = minutesOfDay
)

// checkWindows refuses windows that RDS would: too short, or overlapping. The forms are the schema's.
func (d *database) checkWindows() {
	backup, backupLength := window(d.cfg.BackupWindow, minutesOfDay)
	start, length := window(d.cfg.MaintenanceWindow, minutesOfWeek)
	for _, w := range []struct {
		path, written string
		length        int
	}{{"backupWindow", d.cfg.BackupWindow, backupLength}, {"maintenanceWindow", d.cfg.MaintenanceWindow, length}} {
		if w.length < leastWindow || w.length > longestMaintained {
			d.Refuse(blueprints.Refusal{
				ID: "window-length", Path: w.path,
				Message: fmt.Sprintf("%s %s of stack %q is %d minutes long, RDS wants %d to %d", w.path, w.written, d.Key, w.length, leastWindow, longestMaintained),
				Hint:    "let it last an hour, or leave it out",
			})
			return
		}
	}
	for day := -1; day <= 7; day++ { // a window may reach into this week from the last one, or into the next
		from := day*minutesOfDay + backup
		if from < start+length && start < from+backupLength {
			d.Refuse(blueprints.Refusal{
				ID: "windows-overlap", Path: "backupWindow",
				Message: fmt.Sprintf("backupWindow %s of stack %q overlaps its maintenanceWindow %s, which RDS refuses", d.cfg.BackupWindow, d.Key, d.cfg.MaintenanceWindow),
				Hint:    "let one end before the other begins, or leave both out",
			})
			return
		}
	}
}

// window reads "sun:08:00-sun:09:00" or "02:00-03:00" as the minute at which it begins, and how many minutes it lasts. One that ends
// before it begins goes on into the next week or day.
func window(text string, cycle int) (start, length int) {
	from, to, _ := strings.Cut(text, "-")
	start = minute(from)
	length = minute(to) - start
	if length < 0 {
		length += cycle
	}
	return start, length
}

// minute is a time of the day or of the week in minutes.
func minute(text string) int {
	parts := strings.Split(text, ":")
	day := 0
	if len(parts) == 3 {
		day = strings.Index("mon tue wed thu fri sat sun", parts[0]) / 4
		parts = parts[1:]
	}
	hours, _ := strconv.Atoi(parts[0]) // the schema has seen to it that these are numbers
	minutes, _ := strconv.Atoi(parts[1])
	return day*minutesOfDay + hours*60 + minutes
}
