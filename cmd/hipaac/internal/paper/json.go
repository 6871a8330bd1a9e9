package paper

import (
	"bytes"
	"io"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/compiler/evidence"
)

// JSON writes the report for programs: one object, its keys stable. Later versions add keys and remove none.
func JSON(w io.Writer, r *evidence.Report, made time.Time, version string) error {
	var b bytes.Buffer
	err := render.EncodeJSON(&b, struct {
		Made   string `json:"made"`   // the day, in UTC
		Hipaac string `json:"hipaac"` // the version
		*evidence.Report
	}{made.UTC().Format(time.DateOnly), version, r})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
