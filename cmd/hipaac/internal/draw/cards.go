package draw

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// all draws the cards.
func (s *sheet) all(p *pen) {
	for i := range s.Cards {
		c, r := &s.Cards[i], s.cards[i]
		p.put("<g><title>%s</title>\n", escaped(c.Label+": "+listed(c.Members, 24)))
		p.card(c, r)
		p.put("</g>\n")
	}
}

// card draws the frame, the icon, the name and the marks. PHI shows by colour, by shape and by word.
func (p *pen) card(c *Card, r rect) {
	p.rect(r, 6, "card"+frames[c.PHI])
	left := r.x
	if c.PHI == inventory.Rests {
		p.put(`<path class="bar" d="M%s %sh-2a6 6 0 0 0-6 6v%sa6 6 0 0 0 6 6h2z"/>`+"\n", n(r.x+8), n(r.y), n(r.h-12))
	}
	p.rect(rect{left + 13, r.y + 12, 30, 30}, 6, "tile")
	p.put(`<g class="icon" transform="translate(%s %s)">%s</g>`+"\n", n(left+16), n(r.y+15), iconOf(c.Kind))
	x, y := left+51, r.y+24
	names := c.names()
	if c.Detail == "" && !c.marked() && len(names) == 1 {
		y = r.y + r.h/2 + 4.5
	}
	for i, name := range names {
		p.text(x, y+float64(i)*lineHeight, nameFont, "", name)
	}
	y += float64(max(0, len(names)-1)) * lineHeight
	if c.Detail != "" {
		y += lineHeight
		p.text(x, y, detailFont, "muted", detailFont.fit(c.Detail, cardText))
	}
	if c.marked() {
		p.marks(c, x, y+8)
	}
}

// frames are the classes by which the frame of a card shows PHI.
var frames = map[inventory.Holding]string{inventory.Rests: " rests", inventory.Moves: " moves", inventory.Unsure: " unsure"}

// marks draws the badge of PHI and the lock of encryption beside each other.
func (p *pen) marks(c *Card, x, y float64) {
	x += p.badge(c.PHI, x, y)
	p.lock(c.Encryption, x, y)
}

// badges are the words for PHI on a card.
var badges = map[inventory.Holding]string{inventory.Rests: "PHI rests", inventory.Moves: "PHI moves", inventory.Unsure: "PHI?"}

// badge draws what a card has to do with PHI, and returns how wide it is: full where PHI rests, hollow where it moves.
func (p *pen) badge(phi inventory.Holding, x, y float64) float64 {
	text := badges[phi]
	if text == "" {
		return 0
	}
	w := badgeFont.width(text) + 24
	frame, ink := "hollow", "phiink"
	if phi == inventory.Rests {
		frame, ink = "badge", "onbadge"
	}
	if phi == inventory.Unsure {
		frame, ink = "label unproven", "doubt"
	}
	p.rect(rect{x, y, w, 16}, 8, frame)
	sign := `M%s %sl4 4-4 4-4-4z` // a diamond lies still
	if phi == inventory.Moves {
		sign = `M%s %sl5 4-5 4v-2.5h-4v-3h4z` // an arrow goes on
	}
	p.put(`<path class="%s" d="`+sign+`"/>`+"\n", ink, n(x+10), n(y+4))
	p.text(x+17, y+11.6, badgeFont, ink, text)
	return w + 7
}

// locks are how encryption is drawn and called.
var locks = map[string]struct{ class, text string }{
	"customer key": {"good", "customer key"}, "AWS key": {"plainkey", "AWS key"}, "none": {"bad", "not encrypted"}, "unknown": {"doubt", "not known"},
}

// lockOf is the lock of an encryption. Where deployments of a template differ it is named by the worse of them.
func lockOf(encryption string) struct{ class, text string } {
	l, known := locks[encryption]
	switch {
	case known || encryption == "":
	case strings.Contains(encryption, "none"):
		l.class, l.text = "bad", "not always"
	default:
		l.class, l.text = "doubt", encryption
	}
	return l
}

// lock draws how what rests is encrypted: a full lock, a hollow one, an open one.
func (p *pen) lock(encryption string, x, y float64) {
	if encryption == "" {
		return
	}
	l := lockOf(encryption)
	shackle := `M%s %sv-2a3 3 0 0 1 6 0v2`
	if l.class == "bad" {
		shackle = `M%s %sv-2a3 3 0 0 1 6 0`
	}
	p.put(`<path class="%s shackle" d="`+shackle+`"/>`+"\n", l.class, n(x+2), n(y+7))
	if encryption == "AWS key" || l.class == "doubt" {
		p.put(`<rect x="%s" y="%s" width="8.5" height="6.5" rx="1.5" class="%s shackle"/>`+"\n", n(x+0.8), n(y+7), l.class)
	} else {
		p.rect(rect{x, y + 6.5, 10, 8}, 1.5, l.class)
	}
	p.text(x+14, y+11.8, badgeFont, l.class, badgeFont.fit(l.text, 76))
}
