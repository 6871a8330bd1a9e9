package draw_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// TestSVGIsClosed: a drawing is well-formed, has a title and a description, and holds nothing that acts or fetches, whatever texts say.
func TestSVGIsClosed(t *testing.T) {
	for name, d := range placed(t) {
		t.Run(name, func(t *testing.T) {
			text := d.Drawn
			elements := map[string]int{}
			for decoder := xml.NewDecoder(strings.NewReader(string(text))); ; {
				token, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				start, is := token.(xml.StartElement)
				if !is {
					continue
				}
				elements[start.Name.Local]++
				for _, a := range start.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") || strings.Contains(a.Value, "NaN") {
						t.Errorf("<%s %s=%q>", start.Name.Local, a.Name.Local, a.Value)
					}
				}
			}
			for name := range elements {
				if !slices.Contains([]string{"svg", "title", "desc", "style", "g", "rect", "path", "text", "circle", "ellipse"}, name) {
					t.Errorf("an element <%s>", name)
				}
			}
			if elements["desc"] != 1 || !strings.Contains(string(text), `role="img"`) {
				t.Error("nobody reads it aloud")
			}
			if i := strings.IndexAny(string(text), "\u202e\x00"); i >= 0 {
				t.Errorf("hidden letters at %d", i)
			}
			if strings.Contains(strings.TrimPrefix(string(text), `<svg xmlns="http://`), "http") {
				t.Error("an address")
			}
		})
	}
}

// The lines of Mermaid that are written, as Mermaid 11 parses them. A text is in quotation marks, and what could end it or mean something
// in it is written by number.
var (
	mermaidText = `"(?:[^"<>{}|\\\[\]#;` + "`" + `\n]|#\d+;|<br/>)*"`
	mermaidCard = regexp.MustCompile(`^ +(c\d+)(?:\[\(T\)\]|\(\[T\]\)|\{\{T\}\}|>T\]|\[/T/\]|\[T\])$`)
	mermaidWay  = regexp.MustCompile(`^ +(c\d+) (?:-->|==>|-\.->)(?:\|T\|)? (c\d+)$`)
	mermaidRest = regexp.MustCompile(`^(?:---|title: T|flowchart (?:TB|LR)| +subgraph b\d+\[T\]| +end| +note\[T\]|` +
		` +classDef [a-z]+ [a-z0-9#:, -]+| +class c\d+(?:,c\d+)* [a-z]+| +linkStyle \d+(?:,\d+)* [a-z0-9#:, -]+)$`)
	mermaidTexts = regexp.MustCompile(mermaidText)
)

// TestMermaidIsClosed: every line is one of those that are meant, every card that a line names is declared, and every box is closed,
// whatever texts say.
func TestMermaidIsClosed(t *testing.T) {
	for name, d := range views(t) {
		t.Run(name, func(t *testing.T) {
			text := string(d.Mermaid())
			if len(text) > 50_000 {
				t.Errorf("%d bytes, more than GitHub draws", len(text))
			}
			open, declared, lines := 0, map[string]bool{}, 0
			for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				shape := mermaidTexts.ReplaceAllString(line, "T")
				card, way := mermaidCard.FindStringSubmatch(shape), mermaidWay.FindStringSubmatch(shape)
				switch {
				case card != nil:
					declared[card[1]] = true
				case way != nil:
					lines++
					if !declared[way[1]] || !declared[way[2]] {
						t.Errorf("line %d names what is not there: %q", i+1, line)
					}
				case !mermaidRest.MatchString(shape):
					t.Errorf("line %d is none of those that are meant: %q", i+1, line)
				}
				if strings.HasPrefix(strings.TrimSpace(line), "subgraph ") {
					open++
				} else if strings.TrimSpace(line) == "end" {
					open--
				}
			}
			if open != 0 || len(declared) != len(d.Cards) || lines != len(d.Lines) {
				t.Errorf("%d boxes open, %d of %d cards, %d of %d lines", open, len(declared), len(d.Cards), lines, len(d.Lines))
			}
		})
	}
}

// TestMermaidOfACrowd: what is too large for GitHub is cut, what matters least first, and says so.
func TestMermaidOfACrowd(t *testing.T) {
	d := &draw.Diagram{View: draw.Network, Title: "t"}
	for i := range 40 {
		d.Cards = append(d.Cards, draw.Card{ID: fmt.Sprint(i), Label: "x"})
	}
	for i := range 900 {
		kind := draw.Plain
		if i%90 == 0 {
			kind = draw.Naked
		}
		d.Lines = append(d.Lines, draw.Line{From: fmt.Sprint(i % 40), To: fmt.Sprint(i * 7 % 40), Kind: kind, Labels: []string{"a label"}})
	}
	text := string(d.Mermaid())
	if n := strings.Count(text, "not encrypted"); n != 10 {
		t.Errorf("%d of 10 lines without encryption", n)
	}
	if n := strings.Count(text, "->"); n > 500 || n < 400 {
		t.Errorf("%d lines", n)
	}
	if !strings.Contains(text, "400 lines not drawn") {
		t.Error("does not say what it left out")
	}
}

// TestCrowdIsFolded: 300 assets that differ in everything but their kind are few cards, and none is lost.
func TestCrowdIsFolded(t *testing.T) {
	d := draw.Of(crowd(300), draw.Network)
	members := 0
	for _, c := range d.Cards {
		members += len(c.Members)
	}
	if len(d.Cards) > 48 || members != 300 {
		t.Errorf("%d cards of %d assets", len(d.Cards), members)
	}
}

// TestTooLarge: a map that nobody could read is refused before it is laid out.
func TestTooLarge(t *testing.T) {
	m := &inventory.Map{}
	for i := range 500 {
		id := fmt.Sprint("account", i)
		m.Places = append(m.Places, inventory.Place{ID: id, Kind: inventory.Account, Label: id})
		m.Assets = append(m.Assets, inventory.Asset{ID: id + "/db", Kind: inventory.Database, Label: "db", Place: id, PHI: inventory.Rests})
	}
	_, err := draw.SVG(m, draw.Network)
	if large := (*draw.TooLarge)(nil); !errors.As(err, &large) {
		t.Errorf("got %v", err)
	}
}

// TestWhatIsShown: a map of the network has what holds PHI and who comes in, folds what is alike, and leaves nothing out that flows in
// the clear.
func TestWhatIsShown(t *testing.T) {
	m := &inventory.Map{
		Places: []inventory.Place{{ID: "1", Kind: inventory.Account, Label: "account 1"}, {ID: "1/KMS", Parent: "1", Kind: inventory.Service, Label: "KMS"}},
		Assets: []inventory.Asset{
			{ID: "o/internet", Kind: inventory.System, Label: "the internet"},
			{ID: "p/w.App", Environment: "p", Type: "AWS::ECS::Service", Kind: inventory.Compute, Label: "app", Place: "1", PHI: inventory.Moves},
			{ID: "p/d.Db1", Environment: "p", Type: "AWS::RDS::DBInstance", Kind: inventory.Database, Label: "database 1", Place: "1", PHI: inventory.Rests, Encryption: "none"},
			{ID: "p/d.Db2", Environment: "p", Type: "AWS::RDS::DBInstance", Kind: inventory.Database, Label: "database 2", Place: "1", PHI: inventory.Rests, Encryption: "none"},
			{ID: "p/k.Key", Environment: "p", Type: "AWS::KMS::Key", Kind: inventory.Key, Label: "key", Place: "1/KMS", PHI: inventory.Without},
			{ID: "p/l.Log", Environment: "p", Type: "AWS::Logs::LogGroup", Kind: inventory.Log, Label: "log", Place: "1", PHI: inventory.Beside},
			{ID: "p/l.Syslog", Environment: "p", Type: "AWS::Logs::LogGroup", Kind: inventory.Log, Label: "syslog", Place: "1", PHI: inventory.Beside},
		},
		Flows: []inventory.Flow{
			{From: "o/internet", To: "p/w.App", Label: "HTTPS 443", PHI: inventory.Moves, Secure: "TLS"},
			{From: "p/w.App", To: "p/d.Db1", Label: "PostgreSQL 5432", PHI: inventory.Moves, Secure: "none"},
			{From: "p/w.App", To: "p/d.Db2", Label: "PostgreSQL 5432", PHI: inventory.Moves, Secure: "none"},
			{From: "p/d.Db1", To: "p/d.Db2", Label: "replication", PHI: inventory.Moves, Secure: "unknown"},
			{From: "p/w.App", To: "p/l.Log", Label: "log", PHI: inventory.Beside, Secure: "signed"},
			{From: "p/w.App", To: "p/l.Syslog", Label: "UDP 514", PHI: inventory.Beside, Secure: "none"},
		},
	}
	d := draw.Of(m, draw.Network)
	var cards, lines []string
	for _, c := range d.Cards {
		cards = append(cards, c.Label)
	}
	for _, l := range d.Lines {
		lines = append(lines, fmt.Sprint(l.From, " ", l.To, " ", l.Kind, " ", l.Labels))
	}
	if diff := cmp.Diff([]string{"the internet", "app", "database ×2", "syslog"}, cards); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	want := []string{"o/internet p/w.App phi [HTTPS 443]", "p/w.App p/d.Db1 naked [PostgreSQL 5432]", "p/d.Db1 p/d.Db1 unproven [replication]", "p/w.App p/l.Syslog clear [UDP 514]"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	sum := []string{"PHI rests in 2 assets: 2 not encrypted", "PHI moves along 4 flows: 1 over TLS or signed, 2 not encrypted, 1 with encryption not known"}
	if diff := cmp.Diff(sum, d.Sum); diff != "" {
		t.Errorf("in words (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(d.Notes[0], "Not drawn: 1 key, 1 log.") {
		t.Errorf("notes: %q", d.Notes)
	}
}

// TestThroughAnEndpoint: a flow is drawn by way of an endpoint only where the two lines that meet there claim no way that no template opens.
func TestThroughAnEndpoint(t *testing.T) {
	asset := func(id string, kind inventory.AssetKind) inventory.Asset {
		return inventory.Asset{ID: id, Kind: kind, Label: id, PHI: inventory.Moves}
	}
	m := &inventory.Map{Assets: []inventory.Asset{asset("app", inventory.Compute), asset("bastion", inventory.Compute), asset("files", inventory.Store),
		asset("exports", inventory.Store), asset("endpoint", inventory.Gateway)}}
	way := func(from, to string) inventory.Flow {
		return inventory.Flow{From: from, To: to, PHI: inventory.Moves, Secure: "TLS", Via: []string{"endpoint"}}
	}
	lines := func(flows ...inventory.Flow) []string {
		var all []string
		m.Flows = flows
		for _, l := range draw.Of(m, draw.Network).Lines {
			all = append(all, l.From+" "+l.To)
		}
		return all
	}
	if diff := cmp.Diff([]string{"app endpoint", "endpoint files", "endpoint exports"}, lines(way("app", "files"), way("app", "exports"))); diff != "" {
		t.Errorf("one workload (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"app files", "bastion exports"}, lines(way("app", "files"), way("bastion", "exports"))); diff != "" {
		t.Errorf("two workloads that may reach different things (-want +got):\n%s", diff)
	}
	m.Places = []inventory.Place{{ID: "vpc", Kind: inventory.Network, Label: "VPC"}, {ID: "vpc/isolated", Parent: "vpc", Kind: inventory.Tier, Label: "isolated subnets"}}
	m.Assets[2].Place = "vpc/isolated"
	if diff := cmp.Diff([]string{"app files"}, lines(way("app", "files"))); diff != "" {
		t.Errorf("a store within the network (-want +got):\n%s", diff)
	}
}

// TestNothingFound: the hub's templates tag nothing as PHI, and carry that of others all the same. A heading that says "none" would be
// believed.
func TestNothingFound(t *testing.T) {
	want := []string{"no tag of a template says that PHI rests anywhere", "no way of PHI follows from the templates"}
	if diff := cmp.Diff(want, draw.Of(&inventory.Map{}, draw.Network).Sum); diff != "" {
		t.Errorf("in words (-want +got):\n%s", diff)
	}
}
