package draw

import "github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"

// Rect is a place on the drawing.
type Rect struct{ X, Y, W, H float64 }

// Placed is a diagram that is laid out and drawn.
type Placed struct {
	*Diagram
	Frames, Slots, Texts []Rect // of boxes, of cards, of the labels of lines
	Ways                 [][]elk.Point
	Drawn                []byte
}

// Place lays a diagram out for tests.
func (d *Diagram) Place() (*Placed, error) {
	s, err := layout(d)
	if err != nil {
		return nil, err
	}
	p := &Placed{Diagram: d, Drawn: s.draw()}
	for _, r := range s.boxes {
		p.Frames = append(p.Frames, Rect{r.x, r.y, r.w, r.h})
	}
	for _, r := range s.cards {
		p.Slots = append(p.Slots, Rect{r.x, r.y, r.w, r.h})
	}
	for _, w := range s.ways {
		r := w.label
		p.Texts, p.Ways = append(p.Texts, Rect{r.x, r.y, r.w, r.h}), append(p.Ways, w.points)
	}
	return p, nil
}
