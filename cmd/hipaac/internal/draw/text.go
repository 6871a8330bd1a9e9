package draw

import (
	"strings"
	"unicode"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

// fonts have the widths of the table below. Where a machine has none of them, textLength fits what it has into the same place.
const fonts = `Helvetica, Arial, 'Liberation Sans', Arimo, 'DejaVu Sans Condensed', sans-serif`

// The widths of " " to "~" in thousandths of the size, from Adobe's metrics of the core 14 fonts (Helvetica and Helvetica-Bold).
var (
	regular = [95]int{278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611,
		278, 278, 278, 469, 556, 333,
		556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
		334, 260, 334, 584}
	bold = [95]int{278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611,
		333, 278, 333, 584, 556, 333,
		556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500,
		389, 280, 389, 584}
	others = map[rune]int{'·': 278, '×': 584, '…': 1000, '–': 556, '→': 1000, '“': 333, '”': 333, '’': 222}
)

// font is a size and a weight.
type font struct {
	size float64
	bold bool
}

// width is how wide a text is.
func (f font) width(s string) float64 {
	table, sum := &regular, 0
	if f.bold {
		table = &bold
	}
	for _, r := range s {
		switch w, known := others[r]; {
		case r >= ' ' && r <= '~':
			sum += table[r-' ']
		case known:
			sum += w
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			sum += 1000
		case unicode.In(r, unicode.Mn, unicode.Me):
		default:
			sum += 667
		}
	}
	return float64(sum) * f.size / 1000
}

// fit shortens a text to a width.
func (f font) fit(s string, width float64) string {
	if f.width(s) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && f.width(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,·-") + "…"
}

// wrap breaks a text into lines of a width.
func (f font) wrap(s string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case f.width(line+" "+word) > width:
			lines = append(lines, f.fit(line, width))
			line = word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, f.fit(line, width))
	}
	return lines
}

// clean is a text of a template as it may stand in a drawing: one line, nothing that hides or turns letters around.
func clean(s string) string { return render.Visible(strings.Join(strings.Fields(s), " ")) }

// listed joins texts for people and says how many more there are.
func listed(texts []string, most int) string {
	if len(texts) <= most {
		return strings.Join(texts, ", ")
	}
	return strings.Join(texts[:most], ", ") + " and " + number(len(texts)-most) + " more"
}
