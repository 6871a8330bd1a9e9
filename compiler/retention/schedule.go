package retention

import (
	"slices"
	"strconv"
	"strings"
)

// gap is the most hours that a schedule lets pass between two runs: rate(12 hours), or cron(minutes hours day-of-month month day-of-week
// year) (Amazon EventBridge Scheduler User Guide, "Schedule types"). What it cannot read is not known.
func gap(schedule string) (hours float64, known bool) {
	kind, rest, _ := strings.Cut(strings.ToLower(strings.TrimSpace(schedule)), "(")
	fields := strings.Fields(strings.TrimSuffix(rest, ")"))
	switch {
	case kind == "rate" && len(fields) == 2:
		n, err := strconv.ParseFloat(fields[0], 64)
		unit := map[string]float64{"minute": 1. / 60, "hour": 1, "day": 24}[strings.TrimSuffix(fields[1], "s")]
		return n * unit, err == nil && n > 0 && n < 1e6 && unit > 0
	case kind == "cron" && len(fields) == 6:
		return cronGap(fields)
	}
	return 0, false
}

// cronGap walks through four years, so that every month, weekday and leap day has its turn.
func cronGap(fields []string) (float64, bool) {
	minutes, ok1 := values(fields[0], 0, 59, nil)
	hours, ok2 := values(fields[1], 0, 23, nil)
	months, ok3 := values(fields[3], 1, 12, monthNames)
	if !ok1 || !ok2 || !ok3 || fields[5] != "*" && fields[5] != "?" {
		return 0, false
	}
	isDay, ok := dayTest(fields[2], fields[4])
	if !ok {
		return 0, false
	}
	last, longest := -1, 0
	day := 0 // days since a Monday, the first of January of a leap year
	for year := range 4 {
		for month := 1; month <= 12; month++ {
			length := monthLength(month, year == 0)
			for date := 1; date <= length; date, day = date+1, day+1 {
				if !slices.Contains(months, month) || !isDay(date, length, (day+1)%7+1) {
					continue
				}
				for _, h := range hours {
					for _, m := range minutes {
						now := (day*24+h)*60 + m
						if last >= 0 {
							longest = max(longest, now-last)
						}
						last = now
					}
				}
			}
		}
	}
	return float64(longest) / 60, longest > 0
}

// dayTest reads day of month and day of week, of which one is a question mark or both are open. Days of the week count from Sunday, 1.
func dayTest(ofMonth, ofWeek string) (test func(date, length, weekday int) bool, known bool) {
	open := func(field string) bool { return field == "?" || field == "*" }
	switch {
	case open(ofMonth) && open(ofWeek):
		return func(int, int, int) bool { return true }, true
	case open(ofWeek) && ofMonth == "l":
		return func(date, length, _ int) bool { return date == length }, true
	case open(ofWeek):
		dates, ok := values(ofMonth, 1, 31, nil)
		return func(date, _, _ int) bool { return slices.Contains(dates, date) }, ok
	case open(ofMonth) && strings.Contains(ofWeek, "#"):
		name, nth, _ := strings.Cut(ofWeek, "#")
		weekdays, ok := values(name, 1, 7, weekdayNames)
		n, err := strconv.Atoi(nth)
		return func(date, _, weekday int) bool { return slices.Contains(weekdays, weekday) && (date-1)/7+1 == n }, ok && err == nil && n >= 1 && n <= 5
	case open(ofMonth):
		weekdays, ok := values(ofWeek, 1, 7, weekdayNames)
		return func(_, _, weekday int) bool { return slices.Contains(weekdays, weekday) }, ok
	}
	return nil, false
}

var (
	monthNames   = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// values are those that a field stands for: *, ?, lists, ranges, steps and names. They are sorted.
func values(field string, low, high int, named []string) ([]int, bool) {
	var all []int
	for part := range strings.SplitSeq(field, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		step := 1
		if n, err := strconv.Atoi(stepText); stepped && (err != nil || n < 1) {
			return nil, false
		} else if stepped {
			step = n
		}
		from, to := low, high
		if span != "*" && span != "?" {
			a, b, isRange := strings.Cut(span, "-")
			first, ok := value(a, low, high, named)
			if !ok {
				return nil, false
			}
			from = first
			if !stepped {
				to = first
			}
			if isRange {
				if to, ok = value(b, low, high, named); !ok || to < from {
					return nil, false
				}
			}
		}
		for v := from; v <= to; v += step {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), len(all) > 0
}

func value(text string, low, high int, named []string) (int, bool) {
	if i := slices.Index(named, text); i >= 0 {
		return low + i, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= low && n <= high
}

func monthLength(month int, leap bool) int {
	switch month {
	case 2:
		if leap {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
