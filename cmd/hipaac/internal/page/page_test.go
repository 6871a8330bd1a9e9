package page_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/page"
	"github.com/hipaac/hipaac/compiler/evidence"
)

func TestShots(t *testing.T) {
	made := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var all []*evidence.Gathered
	for _, e := range exampletest.Environments(t) {
		g := evidence.Gather(e)
		all = append(all, g)
		if e.Folder == "prod" {
			var b bytes.Buffer
			if err := page.Write(&b, evidence.NewReport([]*evidence.Gathered{g}), made, "v1.0.0"); err != nil {
				t.Fatal(err)
			}
			t.Log(b.Len())
			os.WriteFile("/tmp/page-shots/prod.html", b.Bytes(), 0o644)
		}
	}
	var b bytes.Buffer
	if err := page.Write(&b, evidence.NewReport(all), made, "v1.0.0"); err != nil {
		t.Fatal(err)
	}
	t.Log(b.Len())
	os.WriteFile("/tmp/page-shots/all.html", b.Bytes(), 0o644)
}
