// Package draw shows a map of assets to people: as SVG, and as Mermaid for pull requests.
//
//	Map ──► view (what is shown) ──► fold (what is alike is one) ──► Diagram ──► layout ──► SVG
//	                                                                        └──► Mermaid
//
// Same map, same bytes: no clock, no chance, and widths of text from a table instead of the fonts of a machine.
package draw

import (
	"github.com/hipaac/hipaac/compiler/inventory"
)

// Diagram is what is drawn: boxes in boxes, cards in them, and lines from card to card.
type Diagram struct {
	View   View
	Title  string
	Detail string   // where: accounts and regions
	Sum    []string // what a reader should have seen, in words
	Boxes  []Box    // what contains comes before what it contains
	Cards  []Card
	Lines  []Line
	Notes  []string // what is not drawn, and what the drawing rests on
}

// Box is a place.
type Box struct {
	ID, Parent    string
	Kind          inventory.PlaceKind
	Label, Detail string
}

// Card is one asset, or several that are alike.
type Card struct {
	ID, Box       string
	Kind          inventory.AssetKind
	Label, Detail string
	PHI           inventory.Holding
	Encryption    string
	Members       []string // ids of the assets
	Rank          int      // how far from the left: what comes in goes to the right
}

// Line leads from one card to another.
type Line struct {
	From, To string
	Kind     LineKind
	Labels   []string
	Members  []string // what opens or proves it, for whoever looks closer
}

// LineKind is what a line means, and so how it is drawn.
type LineKind string

// The kinds of lines. What is not encrypted is that before it is anything else: nobody may overlook it.
const (
	Plain    LineKind = "plain"    // a flow without PHI, records that should hold none included
	Patient  LineKind = "phi"      // a flow of PHI
	Perhaps  LineKind = "perhaps"  // a flow of what could be PHI, where no tag says whether it is
	Unproven LineKind = "unproven" // a flow of PHI, perhaps, of which no template says whether it is encrypted
	Naked    LineKind = "naked"    // a flow of PHI, perhaps, that is not encrypted
	Dim      LineKind = "dim"      // a flow without PHI of which no template says whether it is encrypted
	Clear    LineKind = "clear"    // a flow without PHI that is not encrypted
	Encrypts LineKind = "encrypts" // from a key to what is encrypted with it
	Imports  LineKind = "imports"  // from a stack to one that imports from it
)

// kindOf says how a flow is drawn.
func kindOf(f *inventory.Flow) LineKind {
	without := f.PHI == inventory.Without || f.PHI == inventory.Beside
	switch {
	case f.Secure == "none" && without:
		return Clear
	case f.Secure == "none":
		return Naked
	case f.Secure != "TLS" && f.Secure != "signed" && without:
		return Dim
	case f.Secure != "TLS" && f.Secure != "signed":
		return Unproven
	case without:
		return Plain
	case f.PHI == inventory.Moves || f.PHI == inventory.Rests:
		return Patient
	}
	return Perhaps
}

// alarms are the words beside a line that may be in the clear.
var alarms = map[LineKind]string{Naked: "not encrypted", Clear: "not encrypted", Unproven: "encryption unknown", Dim: "encryption unknown"}
