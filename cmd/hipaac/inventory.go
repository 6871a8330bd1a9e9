package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/compiler/inventory"
)

type inventoryOptions struct {
	out    string
	format *choice
	chosen bool // the format was
}

func newInventory(con *console) *cobra.Command {
	o := inventoryOptions{format: newChoice("text", "csv", "json")}
	cmd := &cobra.Command{
		Use:   "inventory [SPEC|FOLDER…]",
		Short: "list every asset, where it lies, and where PHI rests and moves",
		Long: `Inventory compiles specs and lists every resource of their templates: what it is
for, where it lies, whether PHI rests there or passes, who answers for it, with
which key it is encrypted, where copies of it are, how long things are kept, and
the lines of spec and template. It reads templates only: what somebody made by
hand, and data itself, it does not know.

Text sums up by environment and kind. CSV has a line for every resource, for a
spreadsheet or a register of assets. JSON adds the places and the flows: who
reaches whom, at which port, how that is protected, and the resources that open
the way. What a template leaves open is "unknown".`,
		Example: `  hipaac inventory
  hipaac inventory --format csv -o assets.csv
  hipaac inventory environments/prod.yaml --json |
      jq '.flows[] | select(.phi == "moves" and .secure != "TLS")'`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.chosen = cmd.Flags().Changed("format") || cmd.Flags().Changed("json")
			return o.run(con, args)
		},
	}
	cmd.Flags().StringVarP(&o.out, "output", "o", "", "file to write to")
	addFormat(cmd, o.format)
	return cmd
}

func (o *inventoryOptions) run(con *console, args []string) error {
	envs, err := readSpecs(con, args).sound(con, o.out, "nothing was written")
	if err != nil {
		return err
	}
	text, err := o.text(inventory.Of(envs...))
	if err != nil {
		return err
	}
	return outputFile{o.out, text}.write(con)
}

// text is the map in the format that was chosen, or else in the one that the ending of the file means.
func (o *inventoryOptions) text(m *inventory.Map) ([]byte, error) {
	format := o.format.value
	if ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.out)), "."); !o.chosen && (ending == "csv" || ending == "json") {
		format = ending
	}
	var b bytes.Buffer
	switch format {
	case "csv":
		return inventory.CSV(m), nil
	case "json":
		err := render.EncodeJSON(&b, m)
		return b.Bytes(), err
	}
	writeAssets(&b, m)
	return b.Bytes(), nil
}

// assetCount is a line of the summary.
type assetCount struct {
	environment                           string
	kind                                  inventory.AssetKind
	assets, rests, moves, without, copied int
}

// writeAssets sums up by environment and kind, in the order of the map.
func writeAssets(b *bytes.Buffer, m *inventory.Map) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	defer w.Flush()
	fmt.Fprintln(w, "ENVIRONMENT\tKIND\tASSETS\tPHI RESTS\tPHI PASSES\tNO CUSTOMER KEY\tNO BACKUP")
	for _, c := range assetCounts(m) {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", c.environment, c.kind, c.assets, some(c.rests), some(c.moves), some(c.without), some(c.copied))
	}
}

// some is a number, or a dash where there is nothing to look at.
func some(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func assetCounts(m *inventory.Map) []assetCount {
	var counts []assetCount
	for i := range m.Assets {
		a := &m.Assets[i]
		if a.Environment == "" {
			continue
		}
		at := slices.IndexFunc(counts, func(c assetCount) bool { return c.environment == a.Environment && c.kind == a.Kind })
		if at < 0 {
			at, counts = len(counts), append(counts, assetCount{environment: a.Environment, kind: a.Kind})
		}
		c := &counts[at]
		c.assets++
		for _, is := range []struct {
			count *int
			so    bool
		}{
			{&c.rests, a.PHI == inventory.Rests || a.PHI == inventory.Unsure}, {&c.moves, a.PHI == inventory.Moves},
			{&c.without, a.Encryption != "" && a.Encryption != "customer key"}, {&c.copied, a.Backup == inventory.NoBackup},
		} {
			if is.so {
				*is.count++
			}
		}
	}
	slices.SortStableFunc(counts, func(a, b assetCount) int {
		if a.environment != b.environment {
			return strings.Compare(a.environment, b.environment)
		}
		return slices.Index(inventory.Kinds, a.kind) - slices.Index(inventory.Kinds, b.kind)
	})
	return counts
}
