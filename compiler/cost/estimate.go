package cost

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// Line is one kind of thing that a stack pays for.
type Line struct {
	// What is an item of the price table, such as "nat gateway".
	What string `json:"what"`
	// Count is how many of it there are.
	Count Quantity `json:"count"`
	// Month is what they cost together.
	Month Money `json:"usd"`
}

// Estimate is the idle month of one stack.
type Estimate struct {
	// Lines are sorted by item.
	Lines []Line `json:"lines,omitempty"`
	// Unpriced names what the table has no price for, such as a family of instances, sorted.
	Unpriced []string `json:"unpriced,omitempty"`
}

// Month is the sum of the lines.
func (e Estimate) Month() Money {
	var sum Money
	for _, l := range e.Lines {
		sum += l.Month
	}
	return sum
}

// Idle estimates one document.
func Idle(doc *template.Document) Estimate {
	b := &bill{doc: doc, counts: map[string]Quantity{}}
	for _, r := range doc.Resources {
		if charge, ok := fixed[r.Type]; ok {
			charge(b, r)
		}
	}
	return b.estimate()
}

// bill counts items while the resources of a document are looked at.
type bill struct {
	doc    *template.Document
	counts map[string]Quantity
}

func (b *bill) add(item string, count Quantity) { b.counts[item] += count }

func (b *bill) estimate() Estimate {
	var e Estimate
	for item, count := range b.counts {
		p, ok := price(item)
		switch {
		case !ok:
			e.Unpriced = append(e.Unpriced, item)
		case count > 0:
			e.Lines = append(e.Lines, Line{What: item, Count: count, Month: p * Money(count) / Money(one)})
		}
	}
	slices.SortFunc(e.Lines, func(a, b Line) int { return strings.Compare(a.What, b.What) })
	slices.Sort(e.Unpriced)
	return e
}
