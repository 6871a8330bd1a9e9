package main

import (
	"bytes"
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/schema"
)

type versionOptions struct {
	format *choice
}

func newVersion(con *console) *cobra.Command {
	o := versionOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "print the version of hipaac",
		Long:    "Version prints which hipaac this is and which schema version of specs it reads.",
		Example: "  hipaac version",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			v := version()
			if o.format.value == "text" {
				fmt.Fprintf(con.out, "hipaac %s, schema %s, %s\n", v.Version, v.Schema, v.Go)
				return nil
			}
			var b bytes.Buffer
			if err := render.EncodeJSON(&b, v); err != nil {
				return err
			}
			_, err := con.out.Write(b.Bytes())
			return err
		},
	}
	addFormat(cmd, o.format)
	return cmd
}

// buildVersion says what this program was built from, as far as Go recorded it.
type buildVersion struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Schema   string `json:"schema"`
	Go       string `json:"go"`
}

func version() buildVersion {
	v := buildVersion{Version: "(devel)", Schema: schema.Version}
	info, known := debug.ReadBuildInfo()
	if !known {
		return v
	}
	v.Version, v.Go = cmp.Or(info.Main.Version, v.Version), info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
