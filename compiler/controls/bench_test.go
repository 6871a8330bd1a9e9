package controls

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// BenchmarkJudge judges 150 resources: copies of the good examples, which pass through every check.
func BenchmarkJudge(b *testing.B) {
	doc := manyResources(b, 150)
	b.ReportAllocs()
	for b.Loop() {
		Judge(doc)
	}
}

func BenchmarkParse(b *testing.B) {
	text := []byte(manyResourcesText(150))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		template.Parse("bench.yaml", text)
	}
}

func manyResources(b *testing.B, n int) *template.Document {
	doc, found := template.Parse("bench.yaml", []byte(manyResourcesText(n)))
	if found.Failed() {
		b.Fatal(found)
	}
	return doc
}

func manyResourcesText(n int) string {
	var text strings.Builder
	text.WriteString("Resources:\n")
	for count, round := 0, 0; count < n; round++ {
		for _, c := range All() {
			_, resources, ok := strings.Cut(string(c.Good[0]), "\nResources:\n")
			if !ok || strings.Contains(string(c.Good[0]), "Parameters:") || strings.Contains(resources, "\n---") {
				continue
			}
			// A suffix keeps the logical ids apart.
			id := fmt.Sprintf("%s%d", strings.ReplaceAll(c.ID, "-", ""), round)
			for line := range strings.Lines(resources) {
				if len(line) > 3 && line[2] != ' ' && line[:2] == "  " {
					line = "  " + id + line[2:]
					count++
				}
				for _, name := range []string{"Key", "Role", "Documents", "Network", "Records", "Generated"} {
					line = strings.ReplaceAll(line, "!Ref "+name, "!Ref "+id+name)
					line = strings.ReplaceAll(line, "!GetAtt "+name+".", "!GetAtt "+id+name+".")
				}
				text.WriteString(line)
			}
		}
	}
	return text.String()
}
