package page

import (
	"maps"
	"slices"
	"strconv"
)

// bar is a row of a chart: a label, its numbers, and how wide each is drawn. The numbers stand beside the drawing, so the drawing
// is decoration.
type bar struct {
	Label  string
	Total  int
	Shares []share
}

// share is one piece of a bar. X and Width are in percent of the widest bar of the chart.
type share struct {
	Word     word
	N        int
	X, Width string
}

// least is how wide the smallest number is drawn, so that one failure among a thousand is still seen.
const least = 1.2

// gap is the white between two pieces.
const gap = 0.35

// newBar makes a bar of numbers by name, in the order of their table; most is the total of the widest bar of the chart.
func newBar(label string, table words, numbers map[string]int, most int) bar {
	b := bar{Label: label}
	names := slices.SortedFunc(maps.Keys(numbers), table.compare)
	names = slices.DeleteFunc(names, func(name string) bool { return numbers[name] == 0 })
	widths, widest, excess := make([]float64, len(names)), 0, 0.0
	for i, name := range names {
		b.Total += numbers[name]
		widths[i] = 100 * float64(numbers[name]) / float64(max(most, 1))
		if widths[i] < least {
			excess, widths[i] = excess+least-widths[i], least
		}
		if widths[i] > widths[widest] {
			widest = i
		}
	}
	if len(names) > 0 && widths[widest] > excess+least {
		widths[widest] -= excess
	}
	x := 0.0
	for i, name := range names {
		b.Shares = append(b.Shares, share{table.of(name), numbers[name], decimal(x), decimal(max(widths[i]-gap, 0.4))})
		x += widths[i]
	}
	return b
}

// Of is the number of a name, for tables that have a column for each.
func (b bar) Of(name string) int {
	for _, s := range b.Shares {
		if s.Word.Name == name {
			return s.N
		}
	}
	return 0
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
