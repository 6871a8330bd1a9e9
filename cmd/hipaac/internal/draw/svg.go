package draw

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"
	"github.com/hipaac/hipaac/compiler/inventory"
)

//go:embed style.css
var style string

// SVG is a map as a drawing that stands alone: no script, no font, no address. It follows the reader's choice of light or dark, and is
// light on paper.
func SVG(m *inventory.Map, view View) ([]byte, error) { return Of(m, view).SVG() }

// SVG draws the diagram.
func (d *Diagram) SVG() ([]byte, error) {
	s, err := layout(d)
	if err != nil {
		return nil, err
	}
	return s.draw(), nil
}

const margin = 28.0

// pen writes SVG. Every text that comes from elsewhere goes through text or attribute.
type pen struct{ bytes.Buffer }

func (p *pen) put(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// n is a number as short as it can be. A tenth of a pixel is as fine as it gets, so that no machine's arithmetic shows.
func n(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// escaped is a text as it may stand in SVG.
func escaped(s string) string { return html.EscapeString(clean(s)) }

// text writes a line of text, no wider than it was measured.
func (p *pen) text(x, y float64, f font, class, s string) {
	if s == "" {
		return
	}
	weight := ""
	if f.bold {
		weight = ` font-weight="700"`
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	p.put(`<text x="%s" y="%s" font-size="%s"%s%s textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", n(x), n(y), n(f.size), weight, class, n(f.width(s)), html.EscapeString(s))
}

func (p *pen) rect(r rect, radius float64, class string) {
	p.put(`<rect x="%s" y="%s" width="%s" height="%s" rx="%s" class="%s"/>`+"\n", n(r.x), n(r.y), n(r.w), n(r.h), n(radius), class)
}

// draw puts the layout between a head and a foot.
func (s *sheet) draw() []byte {
	width := max(s.width, 820) + 2*margin
	head := s.head(width - 2*margin)
	foot, footHeight := s.foot(width - 2*margin)
	top := margin + head.height
	height := top + s.height + footHeight + margin
	p := &pen{}
	id := "hm-" + string(s.View)
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" class="hm" width="%s" height="%s" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc" font-family="%s">`+"\n",
		n(width), n(height), n(width), n(height), id, id, html.EscapeString(fonts))
	p.put("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, escaped(s.Title), id, escaped(s.describe()))
	p.put("<style>\n%s</style>\n", style)
	p.put(`<rect width="100%%" height="100%%" class="page"/>` + "\n")
	p.put(`<g transform="translate(%s %s)">`+"\n%s</g>\n", n(margin), n(margin), head.String())
	p.put(`<g transform="translate(%s %s)">`+"\n", n(margin+max(0, (820-s.width)/2)), n(top))
	s.places(p)
	s.lines(p)
	s.names(p)
	s.all(p)
	s.labels(p)
	p.put("</g>\n")
	p.put(`<g transform="translate(%s %s)">`+"\n%s</g>\n</svg>\n", n(margin), n(top+s.height), foot.String())
	return p.Bytes()
}

// describe is the drawing for whoever cannot see it.
func (s *sheet) describe() string {
	parts := append([]string{s.Detail}, s.Sum...)
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Kind != Plain && l.Kind != Encrypts && l.Kind != Imports {
			parts = append(parts, fmt.Sprintf("%s to %s: %s", s.named(l.From), s.named(l.To), strings.TrimSpace(l.text()+carries[l.Kind])))
		}
	}
	return strings.Join(parts, ". ")
}

var carries = map[LineKind]string{Patient: " (PHI)", Perhaps: " (perhaps PHI)", Naked: " (PHI)", Unproven: " (PHI)"}

func (s *sheet) named(card string) string {
	for i := range s.Cards {
		if s.Cards[i].ID == card {
			return s.Cards[i].Label
		}
	}
	return ""
}

// block is a part of the drawing and how high it is.
type block struct {
	pen
	height float64
}

func (s *sheet) head(width float64) *block {
	b := &block{}
	b.text(0, 18, titleFont, "", titleFont.fit(s.Title, width))
	b.height = 42
	b.text(0, b.height, textFont, "muted", textFont.fit(s.Detail, width))
	for _, sum := range s.Sum {
		for _, line := range textFont.wrap(sum, width) {
			b.height += 18
			b.text(0, b.height, textFont, "", line)
		}
	}
	b.height += 26
	return b
}

// places draws the boxes, outer ones first.
func (s *sheet) places(p *pen) {
	for i, b := range s.Boxes {
		p.rect(s.boxes[i], 8, string(b.Kind))
	}
}

// names writes what boxes are above the lines that cross them.
func (s *sheet) names(p *pen) {
	for i, b := range s.Boxes {
		r := s.boxes[i]
		room := r.w - 2*boxPad + 8
		p.text(r.x+14, r.y+20, boxFont, "halo on-"+string(b.Kind), boxFont.fit(b.Label, room))
		p.text(r.x+14, r.y+35, detailFont, "muted halo on-"+string(b.Kind), detailFont.fit(b.Detail, room))
	}
}

// lines draws the ways, those that matter most last, so that they lie above the others.
func (s *sheet) lines(p *pen) {
	for _, kind := range lineKinds {
		for i := range s.Lines {
			l := &s.Lines[i]
			if l.Kind != kind || len(s.ways[i].points) == 0 {
				continue
			}
			p.put("<g><title>%s</title>\n", escaped(s.about(l)))
			points := s.ways[i].points
			p.put(`<path class="line %s" d="%s"/>`+"\n", l.Kind, route(shortened(points)))
			p.put(`<path class="tip %s" d="%s"/></g>`+"\n", l.Kind, tip(points))
		}
	}
}

// about is what a reader sees who points at a line.
func (s *sheet) about(l *Line) string {
	verbs := map[LineKind]string{Encrypts: " encrypts ", Imports: " exports to "}
	verb := verbs[l.Kind]
	if verb == "" {
		verb = " → "
	}
	parts := []string{s.named(l.From) + verb + s.named(l.To)}
	if verbs[l.Kind] == "" {
		parts = append(parts, meanings[l.Kind])
	}
	if len(l.Labels) > 0 {
		parts = append(parts, listed(l.Labels, 12))
	}
	if len(l.Members) > 0 {
		parts = append(parts, "by "+listed(l.Members, 12))
	}
	return strings.Join(parts, "; ")
}

// corner is the radius of a bend.
const corner = 7.0

// route is the way of a line, with round corners.
func route(points []elk.Point) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%s %s", n(points[0].X), n(points[0].Y))
	for i := 1; i < len(points); i++ {
		at := points[i]
		if i+1 == len(points) {
			fmt.Fprintf(&b, "L%s %s", n(at.X), n(at.Y))
			break
		}
		before, after := points[i-1], points[i+1]
		r := min(corner, distance(before, at)/2, distance(at, after)/2)
		in, out := toward(at, before, r), toward(at, after, r)
		fmt.Fprintf(&b, "L%s %sQ%s %s %s %s", n(in.X), n(in.Y), n(at.X), n(at.Y), n(out.X), n(out.Y))
	}
	return b.String()
}

// tipLength is how long the head of an arrow is.
const tipLength = 9.0

// shortened ends a way where its head begins.
func shortened(points []elk.Point) []elk.Point {
	last := len(points) - 1
	all := append([]elk.Point{}, points...)
	all[last] = toward(points[last], points[last-1], tipLength-1)
	return all
}

// tip is the head of the arrow at the end of a way.
func tip(points []elk.Point) string {
	end, before := points[len(points)-1], points[len(points)-2]
	base := toward(end, before, tipLength)
	dx, dy := (end.X-base.X)/tipLength*4.5, (end.Y-base.Y)/tipLength*4.5
	return fmt.Sprintf("M%s %sL%s %sL%s %sZ", n(end.X), n(end.Y), n(base.X-dy), n(base.Y+dx), n(base.X+dy), n(base.Y-dx))
}

func distance(a, b elk.Point) float64 { return math.Abs(a.X-b.X) + math.Abs(a.Y-b.Y) }

// toward is the point on the way from one point to another, at a distance from the first.
func toward(from, to elk.Point, far float64) elk.Point {
	d := distance(from, to)
	if d == 0 {
		return from
	}
	return elk.Point{X: from.X + (to.X-from.X)/d*far, Y: from.Y + (to.Y-from.Y)/d*far}
}

// inks are the classes of texts beside lines.
var inks = map[LineKind]string{Naked: "bad", Clear: "bad", Unproven: "doubt", Dim: "doubt", Patient: "phiink", Perhaps: "phiink"}

// labels draws what stands beside lines, above everything else.
func (s *sheet) labels(p *pen) {
	for i := range s.Lines {
		l, r := &s.Lines[i], s.ways[i].label
		if r.w == 0 {
			continue
		}
		p.rect(r, 4, "label "+string(l.Kind))
		class := inks[l.Kind]
		if mark := l.mark(); mark > 0 {
			p.warning(r.x+labelPad, r.y+3, class)
		}
		p.text(r.x+labelPad+l.mark(), r.y+13, l.font(), class, l.text())
	}
}

// warning is a triangle of 12 by 11.
func (p *pen) warning(x, y float64, class string) {
	p.put(`<path class="%s" d="M%s %sl6 11h-12z"/><path class="on-paper" d="M%s %sh1.6v3.6h-1.6zm0 4.6h1.6v1.5h-1.6z"/>`+"\n", class, n(x+6), n(y), n(x+5.2), n(y+3.6))
}
