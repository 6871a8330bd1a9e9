package draw

import (
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// lineKinds are all kinds, those first over which others are drawn.
var lineKinds = []LineKind{Plain, Imports, Encrypts, Dim, Clear, Perhaps, Patient, Unproven, Naked}

// meanings are what lines say.
var meanings = map[LineKind]string{
	Patient: "PHI, over TLS or signed", Perhaps: "perhaps PHI, over TLS or signed", Plain: "not meant for PHI, over TLS or signed",
	Naked: "PHI, not encrypted", Clear: "not meant for PHI, not encrypted",
	Unproven: "PHI, and no template says whether encrypted", Dim: "not meant for PHI, and no template says whether encrypted",
	Encrypts: "key, and what is encrypted with it", Imports: "exports to (number of imports)",
}

// sample is one entry of the legend.
type sample struct {
	text string
	wide float64
	draw func(p *pen, x, y float64)
}

// foot is the legend, of what occurs and nothing else, and the notes.
func (s *sheet) foot(width float64) (*block, float64) {
	b := &block{}
	x, y := 0.0, 34.0
	samples := s.samples()
	if len(samples) > 0 {
		b.put(`<path class="rule" d="M0 14.5H%s"/>`+"\n", n(width))
	}
	for _, one := range samples {
		w := one.wide + 8 + detailFont.width(one.text)
		if x > 0 && x+w > width {
			x, y = 0, y+24
		}
		one.draw(&b.pen, x, y)
		b.text(x+one.wide+8, y+12, detailFont, "", one.text)
		x += w + 26
	}
	if len(samples) > 0 {
		y += 30
	}
	for _, note := range s.Notes {
		for _, line := range detailFont.wrap(note, width) {
			b.text(0, y+11, detailFont, "muted", line)
			y += 16
		}
	}
	return b, y
}

// samples are one of each sign that the drawing has.
func (s *sheet) samples() []sample {
	phi, lock, lines := map[inventory.Holding]bool{}, map[string]bool{}, map[LineKind]bool{}
	for i := range s.Cards {
		phi[s.Cards[i].PHI], lock[s.Cards[i].Encryption] = true, true
	}
	for i := range s.Lines {
		lines[s.Lines[i].Kind] = true
	}
	var all []sample
	for _, h := range []struct {
		is   inventory.Holding
		text string
	}{{inventory.Rests, "PHI is stored here"}, {inventory.Moves, "PHI passes through"}, {inventory.Unsure, "no tag says whether PHI is stored here"}} {
		if phi[h.is] {
			all = append(all, sample{h.text, badgeFont.width(badges[h.is]) + 24, func(p *pen, x, y float64) { p.badge(h.is, x, y) }})
		}
	}
	for _, k := range slices.Backward(lineKinds) {
		if lines[k] {
			all = append(all, sample{meanings[k], 40, func(p *pen, x, y float64) {
				points := []elk.Point{{X: x, Y: y + 8}, {X: x + 40, Y: y + 8}}
				p.put(`<path class="line %s" d="%s"/><path class="tip %s" d="%s"/>`+"\n", k, route(shortened(points)), k, tip(points))
			}})
		}
	}
	for _, l := range []struct{ is, text string }{{"customer key", "encrypted with a key that the customer controls"}, {"AWS key", "encrypted with a key that AWS controls"},
		{"none", "what rests here is in the clear"}, {"unknown", "no template says how it is encrypted"}} {
		if lock[l.is] {
			all = append(all, sample{l.text, 14 + badgeFont.width(locks[l.is].text), func(p *pen, x, y float64) { p.lock(l.is, x, y) }})
		}
	}
	return all
}
