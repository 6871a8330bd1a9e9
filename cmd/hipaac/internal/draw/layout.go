package draw

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"
)

// The sizes of what is drawn, in pixels.
const (
	cardWidth  = 224.0
	cardText   = cardWidth - 58 // right of the icon
	lineHeight = 15.0
	boxTop     = 46.0 // room for the name of a box and its detail
	boxPad     = 18.0
	labelPad   = 5.0
)

var (
	nameFont   = font{13, true}
	detailFont = font{11, false}
	boxFont    = font{13, true}
	labelFont  = font{11, false}
	alarmFont  = font{11, true}
	badgeFont  = font{10, true}
	titleFont  = font{21, true}
	textFont   = font{12.5, false}
)

// sheet is a diagram of which everything has its place.
type sheet struct {
	*Diagram
	width, height float64
	boxes         []rect // as Boxes
	cards         []rect // as Cards
	ways          []way  // as Lines
}

type rect struct{ x, y, w, h float64 }

// way is where a line runs, and where its label stands.
type way struct {
	points []elk.Point
	label  rect
}

// options of the layout: lines with right angles, one layout for all boxes together.
var options = elk.Options{
	"elk.algorithm":                                "layered",
	"elk.hierarchyHandling":                        "INCLUDE_CHILDREN",
	"elk.edgeRouting":                              "ORTHOGONAL",
	"elk.json.shapeCoords":                         "ROOT",
	"elk.json.edgeCoords":                          "ROOT",
	"elk.padding":                                  "[left=0,top=0,right=0,bottom=0]",
	"elk.spacing.nodeNode":                         22,
	"elk.spacing.edgeNode":                         18,
	"elk.spacing.edgeEdge":                         14,
	"elk.spacing.edgeLabel":                        4,
	"elk.layered.spacing.nodeNodeBetweenLayers":    40,
	"elk.layered.spacing.edgeNodeBetweenLayers":    18,
	"elk.layered.spacing.edgeEdgeBetweenLayers":    14,
	"elk.layered.thoroughness":                     3,
	"elk.layered.considerModelOrder.strategy":      "NODES_AND_EDGES",
	"elk.layered.nodePlacement.strategy":           "BRANDES_KOEPF",
	"elk.layered.nodePlacement.bk.fixedAlignment":  "BALANCED",
	"elk.layered.nodePlacement.favorStraightEdges": true,
	"elk.separateConnectedComponents":              true,
}

// largest is how many boxes, cards and lines a drawing can have. Nobody reads a larger one, and it would take minutes to lay out.
const largest = 320

// TooLarge says that a map cannot be drawn so that anybody could read it.
type TooLarge struct{ boxes, cards, lines int }

func (e *TooLarge) Error() string {
	return fmt.Sprintf("the map is too large to read: %s, %s and %s, at most %d together", several(e.boxes, "place"), several(e.cards, "card"), several(e.lines, "line"), largest)
}

// layout gives everything its place.
func layout(d *Diagram) (*sheet, error) {
	s := &sheet{Diagram: d, boxes: make([]rect, len(d.Boxes)), cards: make([]rect, len(d.Cards)), ways: make([]way, len(d.Lines))}
	if len(d.Boxes)+len(d.Cards) == 0 {
		return s, nil
	}
	if size := len(d.Boxes) + len(d.Cards) + len(d.Lines); size > largest {
		return nil, &TooLarge{len(d.Boxes), len(d.Cards), len(d.Lines)}
	}
	placed, err := elk.Layout(d.graph())
	if err != nil {
		return nil, fmt.Errorf("the map cannot be laid out: %w", err)
	}
	s.width, s.height = placed.Width, placed.Height
	s.take(placed.Children)
	from := d.indices()
	for _, e := range placed.Edges {
		var i int
		if _, err := fmt.Sscanf(e.ID, "l%d", &i); err != nil || len(e.Sections) != 1 {
			return nil, fmt.Errorf("the map cannot be laid out: a line has no way")
		}
		way := &s.ways[i]
		way.points = append(append([]elk.Point{e.Sections[0].Start}, e.Sections[0].Bends...), e.Sections[0].End)
		if e.Sources[0] != cardName(from[s.Lines[i].From]) {
			slices.Reverse(way.points)
		}
		for _, l := range e.Labels {
			way.label = rect{l.X, l.Y, l.Width, l.Height}
		}
	}
	return s, nil
}

// take notes where nodes lie. Their names are numbers, so that no text of a template is one.
func (s *sheet) take(nodes []*elk.Node) {
	for _, n := range nodes {
		r := rect{n.X, n.Y, n.Width, n.Height}
		var i int
		if _, err := fmt.Sscanf(n.ID, "b%d", &i); err == nil {
			s.boxes[i] = r
		} else if _, err := fmt.Sscanf(n.ID, "c%d", &i); err == nil {
			s.cards[i] = r
		}
		s.take(n.Children)
	}
}

// graph is the diagram as the layout wants it.
func (d *Diagram) graph() *elk.Node {
	root := &elk.Node{ID: "all", Options: maps.Clone(options)}
	root.Options["elk.direction"] = d.direction()
	if len(d.Cards) > manyCards {
		root.Options["elk.layered.thoroughness"] = 1 // a few crossings more, and half the time
	}
	boxes, at := map[string]*elk.Node{"": root}, d.indices()
	for i, b := range d.Boxes {
		n := &elk.Node{ID: fmt.Sprintf("b%d", i)}
		boxes[b.ID] = n
		boxes[b.Parent].Children = append(boxes[b.Parent].Children, n)
	}
	for i := range d.Cards {
		c := &d.Cards[i]
		boxes[c.Box].Children = append(boxes[c.Box].Children, &elk.Node{ID: cardName(i), Width: cardWidth, Height: cardHeight(c)})
	}
	for i := range d.Boxes {
		b := &d.Boxes[i]
		if n := boxes[b.ID]; len(n.Children) == 0 {
			n.Width, n.Height = boxWidth(b), boxTop+6
		} else {
			n.Options = elk.Options{
				"elk.padding":              fmt.Sprintf("[left=%g,top=%g,right=%g,bottom=%g]", boxPad, boxTop, boxPad, boxPad),
				"elk.nodeSize.constraints": "MINIMUM_SIZE",
				"elk.nodeSize.minimum":     d.minimum(boxWidth(b), boxTop+boxPad),
			}
		}
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		from, to := at[l.From], at[l.To]
		if d.Cards[from].Rank > d.Cards[to].Rank {
			from, to = to, from
		}
		e := &elk.Edge{ID: fmt.Sprintf("l%d", i), Sources: []string{cardName(from)}, Targets: []string{cardName(to)}}
		if l.Kind == Patient || l.Kind == Naked {
			e.Options = elk.Options{"elk.layered.priority.straightness": 10, "elk.layered.priority.shortness": 5}
		}
		if text := l.text(); text != "" {
			e.Labels = []*elk.Label{{Text: "label", Width: l.font().width(text) + 2*labelPad + l.mark(), Height: 18}}
		}
		root.Edges = append(root.Edges, e)
	}
	return root
}

// direction: a map reads from top to bottom, a list of who has which from left to right.
func (d *Diagram) direction() string {
	if d.View == Keys || d.View == Stacks {
		return "RIGHT"
	}
	return "DOWN"
}

// minimum is the least size of a box, which the layout turns with its direction.
func (d *Diagram) minimum(width, height float64) string {
	if d.direction() == "DOWN" {
		width, height = height, width
	}
	return fmt.Sprintf("(%g,%g)", width, height)
}

// indices are the places of the cards in their list.
func (d *Diagram) indices() map[string]int {
	at := map[string]int{}
	for i := range d.Cards {
		at[d.Cards[i].ID] = i
	}
	return at
}

func cardName(i int) string { return fmt.Sprintf("c%d", i) }

func boxWidth(b *Box) float64 {
	return min(420, max(boxFont.width(b.Label), detailFont.width(b.Detail))+2*boxPad+20)
}

// cardHeight leaves room for the name, the detail and the marks that a card has.
func cardHeight(c *Card) float64 {
	h := 26 + lineHeight*float64(len(c.names()))
	if c.Detail != "" {
		h += lineHeight
	}
	if c.marked() {
		h += 20
	}
	return max(h, 52)
}

// names are the lines of a card's name: two where there is no detail.
func (c *Card) names() []string {
	lines := nameFont.wrap(c.Label, cardText)
	if len(lines) == 0 || len(lines) == 1 {
		return lines
	}
	if c.Detail != "" {
		return []string{nameFont.fit(c.Label, cardText)}
	}
	return []string{lines[0], nameFont.fit(strings.Join(lines[1:], " "), cardText)}
}

// marked reports whether a card says something of PHI or of encryption.
func (c *Card) marked() bool {
	return badges[c.PHI] != "" || c.Encryption != ""
}

// text is what stands beside a line.
func (l *Line) text() string {
	text := listed(l.Labels, 2)
	if alarm := alarms[l.Kind]; alarm != "" {
		text = strings.TrimPrefix(text+" · "+alarm, " · ")
	}
	return l.font().fit(text, 260)
}

func (l *Line) font() font {
	if alarms[l.Kind] != "" {
		return alarmFont
	}
	return labelFont
}

// mark is the width of the sign before a label.
func (l *Line) mark() float64 {
	if alarms[l.Kind] != "" {
		return 15
	}
	return 0
}
