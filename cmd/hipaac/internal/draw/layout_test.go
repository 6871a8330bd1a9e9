package draw_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"
)

// TestPlaces: every card and box lies inside its box, no two cards overlap, no label lies on a card, and every line leads from the edge of
// the card that it begins at to the edge of the one that it ends at.
func TestPlaces(t *testing.T) {
	for name, d := range placed(t) {
		t.Run(name, func(t *testing.T) {
			boxes, cards, labels, ways := d.Frames, d.Slots, d.Texts, d.Ways
			at, in := map[string]int{}, map[string]draw.Rect{}
			for i, b := range d.Boxes {
				in[b.ID] = boxes[i]
				if outer, has := in[b.Parent]; has && b.Parent != "" && !inside(boxes[i], outer) {
					t.Errorf("box %q is not inside its parent: %v, %v", b.Label, boxes[i], outer)
				}
			}
			for i, c := range d.Cards {
				at[c.ID] = i
				if cards[i].W == 0 || cards[i].H == 0 {
					t.Errorf("card %q has no place", c.Label)
				}
				if c.Box != "" && !inside(cards[i], in[c.Box]) {
					t.Errorf("card %q is not inside its box: %v, %v", c.Label, cards[i], in[c.Box])
				}
				for j := range i {
					if overlap(cards[i], cards[j]) {
						t.Errorf("cards %q and %q overlap: %v, %v", c.Label, d.Cards[j].Label, cards[i], cards[j])
					}
				}
			}
			for i, l := range d.Lines {
				from, to, way := cards[at[l.From]], cards[at[l.To]], ways[i]
				if len(way) < 2 || !touches(way[0], from) || !touches(way[len(way)-1], to) {
					t.Errorf("line %d leads not from %v to %v: %v", i, from, to, way)
				}
				for j := range cards {
					if labels[i].W > 0 && overlap(labels[i], cards[j]) {
						t.Errorf("label %v of line %d lies on card %q", l.Labels, i, d.Cards[j].Label)
					}
				}
			}
		})
	}
}

const slack = 0.5

func inside(r, outer draw.Rect) bool {
	return r.X > outer.X-slack && r.Y > outer.Y-slack && r.X+r.W < outer.X+outer.W+slack && r.Y+r.H < outer.Y+outer.H+slack
}

func overlap(a, b draw.Rect) bool {
	return a.X+slack < b.X+b.W && b.X+slack < a.X+a.W && a.Y+slack < b.Y+b.H && b.Y+slack < a.Y+a.H
}

// touches reports whether a point lies on the edge of a card.
func touches(p elk.Point, r draw.Rect) bool {
	if !inside(draw.Rect{X: p.X, Y: p.Y}, r) {
		return false
	}
	edge := min(math.Abs(p.X-r.X), math.Abs(p.X-r.X-r.W), math.Abs(p.Y-r.Y), math.Abs(p.Y-r.Y-r.H))
	return edge <= slack
}

// TestSameBytes: a map is the same drawing each time.
func TestSameBytes(t *testing.T) {
	again, err := views(t)["hub"].SVG()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(placed(t)["hub"].Drawn, again) {
		t.Error("drawn twice, and differs")
	}
}
