package controls

import (
	"fmt"
	"os"
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

// BenchmarkLarge judges a template with the 500 resources that CloudFormation takes, of the types that teams mix, which refer to each
// other and depend on parameters and conditions.
func BenchmarkLarge(b *testing.B) {
	text := largeText(b)
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			template.Parse("large.yaml", text)
		}
	})
	doc, found := template.Parse("large.yaml", text)
	if found.Failed() || len(doc.Resources) != 500 {
		b.Fatal(found)
	}
	b.Run("judge", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Judge(doc)
		}
	})
}

func largeText(t testing.TB) []byte {
	once, each, _ := strings.Cut(string(serviceText(t)), "# ---\n")
	for i := range 24 {
		once += strings.ReplaceAll(each, "@", fmt.Sprintf("S%02d", i))
	}
	return []byte(once)
}

func serviceText(t testing.TB) []byte {
	text, err := os.ReadFile("testdata/service.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
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
