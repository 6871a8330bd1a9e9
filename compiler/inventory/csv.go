package inventory

import (
	"bytes"
	"encoding/csv"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
)

// FileName is the inventory that lies beside the manifest of an environment.
const FileName = "inventory.csv"

// column is a column of the inventory. One that is not reviewed holds what changes though no asset does: lines of files, and what the
// folder says already.
type column struct {
	name     string
	cell     func(*Asset) string
	reviewed bool
}

var columns = []column{
	{"environment", func(a *Asset) string { return a.Environment }, false},
	{"stack", func(a *Asset) string { return a.Stack }, true},
	{"resource", func(a *Asset) string { return a.Resource }, true},
	{"type", func(a *Asset) string { return a.Type }, true},
	{"kind", func(a *Asset) string { return string(a.Kind) }, true},
	{"label", func(a *Asset) string { return a.Label }, false},
	{"place", func(a *Asset) string { return a.Place }, true},
	{"phi", func(a *Asset) string { return string(a.PHI) }, true},
	{"classification", func(a *Asset) string { return a.Class }, true},
	{"owner", func(a *Asset) string { return a.Owner }, true},
	{"encryption", func(a *Asset) string { return a.Encryption }, true},
	{"key", func(a *Asset) string { return a.Key }, true},
	{"backup", func(a *Asset) string { return a.Backup }, true},
	{"retention", func(a *Asset) string { return a.Retention }, true},
	{"deletion", func(a *Asset) string { return a.Deletion }, true},
	{"spec", func(a *Asset) string { return a.Spec }, false},
	{"template", func(a *Asset) string { return a.Template }, false},
}

// CSV is the inventory as RFC 4180 has it: a header, a line for every resource, CRLF. What lies outside is no asset of the templates and
// is left out.
func CSV(m *Map) []byte {
	return table(m, true, func(column) bool { return true })
}

// Files are the files of an environment, its inventory among them, sorted by path: what is written, reviewed and compared.
func Files(e *compiler.Environment) []compiler.File {
	files := append(e.Files(), compiler.File{Path: path.Join(e.Folder, FileName), Text: table(Of(e), false, func(c column) bool { return c.reviewed })})
	slices.SortFunc(files, func(a, b compiler.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func table(m *Map, crlf bool, takes func(column) bool) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.UseCRLF = crlf
	cells := make([]string, 0, len(columns))
	write := func(cell func(column) string) {
		cells = cells[:0]
		for _, c := range columns {
			if takes(c) {
				cells = append(cells, harmless(cell(c)))
			}
		}
		if err := w.Write(cells); err != nil {
			panic("internal error: a buffer that cannot be written to: " + err.Error())
		}
	}
	write(func(c column) string { return c.name })
	for i := range m.Assets {
		if a := &m.Assets[i]; a.Environment != "" {
			write(func(c column) string { return c.cell(a) })
		}
	}
	w.Flush()
	return text.Bytes()
}

// harmless is a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front (OWASP, CSV
// Injection). Owners and names come from specs, and whoever opens the file has not written them.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
