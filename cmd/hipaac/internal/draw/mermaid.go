package draw

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// GitHub draws no Mermaid that is larger (maxTextSize and maxEdges of Mermaid's configuration, which a page of GitHub's does not raise).
const (
	mermaidText  = 50_000
	mermaidLines = 500
)

// Mermaid is the diagram as a flowchart of Mermaid, for pull requests and Markdown. A diagram too large for GitHub is cut, and says so.
func (d *Diagram) Mermaid() []byte {
	for lines := min(len(d.Lines), mermaidLines); ; lines /= 2 {
		text := d.mermaid(lines)
		if len(text) <= mermaidText || lines == 0 {
			return text
		}
	}
}

func (d *Diagram) mermaid(most int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "---\ntitle: %q\n---\nflowchart %s\n", plain(d.Title), map[string]string{"DOWN": "TB", "RIGHT": "LR"}[d.direction()])
	at := d.indices()
	d.mermaidBoxes(&b, "", "  ")
	kept, left := d.kept(most)
	for _, l := range kept {
		fmt.Fprintf(&b, "  %s %s%s %s\n", cardName(at[l.From]), arrows[l.Kind], said(l), cardName(at[l.To]))
	}
	for _, class := range mermaidClasses {
		var ids []string
		for i := range d.Cards {
			if d.Cards[i].PHI == class.phi {
				ids = append(ids, cardName(i))
			}
		}
		if len(ids) > 0 {
			fmt.Fprintf(&b, "  classDef %s %s\n  class %s %s\n", class.name, class.style, strings.Join(ids, ","), class.name)
		}
	}
	for _, style := range mermaidLineStyles {
		var numbers []string
		for i, l := range kept {
			if slices.Contains(style.kinds, l.Kind) {
				numbers = append(numbers, number(i))
			}
		}
		if len(numbers) > 0 {
			fmt.Fprintf(&b, "  linkStyle %s %s\n", strings.Join(numbers, ","), style.style)
		}
	}
	if len(d.Cards) == 0 {
		b.WriteString("  note[\"nothing to draw\"]\n")
	}
	if left > 0 {
		fmt.Fprintf(&b, "  note[\"%s not drawn: the map is too large for a page\"]\n", several(left, "line"))
	}
	return b.Bytes()
}

// mermaidBoxes writes the boxes and cards within a box.
func (d *Diagram) mermaidBoxes(b *bytes.Buffer, parent, indent string) {
	for i := range d.Cards {
		if c := &d.Cards[i]; c.Box == parent {
			frame := mermaidFrames[c.Kind]
			if frame == [2]string{} {
				frame = [2]string{"[", "]"}
			}
			fmt.Fprintf(b, "%s%s%s\"%s\"%s\n", indent, cardName(i), frame[0], written(c), frame[1])
		}
	}
	for i, box := range d.Boxes {
		if box.Parent == parent && box.ID != parent {
			label := quoted(box.Label)
			if box.Detail != "" {
				label += "<br/>" + quoted(box.Detail)
			}
			fmt.Fprintf(b, "%ssubgraph b%d[\"%s\"]\n", indent, i, label)
			d.mermaidBoxes(b, box.ID, indent+"  ")
			fmt.Fprintf(b, "%send\n", indent)
		}
	}
}

// mermaidFrames are the shapes of cards that are not rectangles.
var mermaidFrames = map[inventory.AssetKind][2]string{
	inventory.Database: {"[(", ")]"}, inventory.Store: {"[(", ")]"}, inventory.People: {"([", "])"}, inventory.System: {"([", "])"},
	inventory.Gateway: {"{{", "}}"}, inventory.Key: {">", "]"}, inventory.Queue: {"[/", "/]"},
}

// written is the text of a card: name, detail and marks, each on a line.
func written(c *Card) string {
	lines := []string{quoted(c.Label)}
	if c.Detail != "" {
		lines = append(lines, quoted(c.Detail))
	}
	var marks []string
	for _, mark := range []string{badges[c.PHI], quoted(lockOf(c.Encryption).text)} {
		if mark != "" {
			marks = append(marks, mark)
		}
	}
	if len(marks) > 0 {
		lines = append(lines, strings.Join(marks, " · "))
	}
	return strings.Join(lines, "<br/>")
}

// kept are the lines that are drawn, those first that matter most, and how many are not.
func (d *Diagram) kept(most int) ([]*Line, int) {
	var all []*Line
	for i := range d.Lines {
		all = append(all, &d.Lines[i])
	}
	if len(all) > most {
		slices.SortStableFunc(all, func(a, b *Line) int { return slices.Index(lineKinds, b.Kind) - slices.Index(lineKinds, a.Kind) })
		all = all[:most]
	}
	return all, len(d.Lines) - len(all)
}

// arrows are the lines of Mermaid by kind.
var arrows = map[LineKind]string{
	Plain: "-->", Patient: "==>", Perhaps: "-.->", Unproven: "-.->", Naked: "-.->", Dim: "-.->", Clear: "-.->", Encrypts: "-->", Imports: "-->",
}

// said is the text of a line, between bars.
func said(l *Line) string {
	text := listed(l.Labels, 2)
	for _, more := range []string{alarms[l.Kind], strings.Trim(carries[l.Kind], " ()")} {
		if more != "" {
			text = strings.TrimPrefix(text+" · "+more, " · ")
		}
	}
	if text == "" {
		return ""
	}
	return `|"` + quoted(text) + `"|`
}

// mermaidClasses are how cards with PHI are drawn: legible on light and on dark pages.
var mermaidClasses = []struct {
	phi         inventory.Holding
	name, style string
}{
	{inventory.Rests, "rests", "fill:#6d28d9,stroke:#4c1d95,color:#ffffff,stroke-width:2px"},
	{inventory.Moves, "moves", "stroke:#8b5cf6,stroke-width:2px"},
	{inventory.Unsure, "unsure", "stroke:#b7791f,stroke-width:2px,stroke-dasharray:5 3"},
}

var mermaidLineStyles = []struct {
	kinds []LineKind
	style string
}{
	{[]LineKind{Patient, Perhaps}, "stroke:#8b5cf6"},
	{[]LineKind{Naked, Clear}, "stroke:#e02424,stroke-width:3px"},
	{[]LineKind{Unproven, Dim}, "stroke:#b7791f"},
}

// quoted is a text between quotation marks. Whatever could mean something to Mermaid, or to Markdown within it, is written by number.
func quoted(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		switch {
		case strings.ContainsRune("\"#&<>`*_\\[]{}|;%~", r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain is a text for the head of the flowchart, which is YAML, then Mermaid, then HTML: letters, digits and a few signs that mean nothing
// in any of them.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,:-/", r) {
			return r
		}
		return -1
	}, clean(s))
}

// Mermaid is a map as a flowchart.
func Mermaid(m *inventory.Map, view View) []byte { return Of(m, view).Mermaid() }
