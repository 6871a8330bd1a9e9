package main

import (
	"bytes"
	"errors"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/inventory"
)

type graphOptions struct {
	format *choice
	view   *choice
	out    string
}

func newGraph(con *console) *cobra.Command {
	o := graphOptions{format: newChoice("svg", "mermaid", "json"), view: newChoice(draw.Views()...)}
	cmd := &cobra.Command{
		Use:   "graph [SPEC|FOLDER…]",
		Short: "draw the network, and where PHI rests and moves",
		Long: `Graph compiles specs and draws what their templates make: accounts, networks and
subnets, what lies in them, and what flows between. Where PHI rests and moves
shows by colour, shape and word; what is not encrypted, or of which no template
says so, stands out. Several specs become one map.

--view network  where things lie, and the flow of PHI (as without --view)
       keys     what is encrypted with which key
       stacks   which stack imports from which
       all      every asset and every flow

An SVG stands alone, follows the reader's choice of light or dark, and prints.
Mermaid is for pull requests and Markdown. JSON is the whole map, whatever the
view. What is alike is drawn as one, so that a map stays readable; "hipaac
inventory" lists each. The same specs give the same bytes.`,
		Example: `  hipaac graph environments/prod.yaml -o prod.svg
  hipaac graph environments/prod.yaml --view keys -o keys.svg
  hipaac graph environments/prod.yaml --format mermaid
  hipaac graph environments/hub.yaml environments/prod.yaml >two.svg
  hipaac graph --json | jq '.flows[] | select(.secure == "none")'`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.format.value == "json" && cmd.Flags().Changed("view") {
				return misuse(cmd, "--view is for drawings; JSON is the whole map", "")
			}
			return o.run(con, args)
		},
	}
	cmd.Flags().Var(o.view, "view", "what to draw")
	completeChoice(cmd, "view", o.view)
	cmd.Flags().StringVarP(&o.out, "output", "o", "", "file to write to")
	addFormat(cmd, o.format)
	return cmd
}

func (o *graphOptions) run(con *console, args []string) error {
	envs, err := readSpecs(con, args).sound(con, o.out, "nothing was drawn")
	if err != nil {
		return err
	}
	text, err := o.draw(envs)
	if err != nil {
		return err
	}
	return outputFile{o.out, text}.write(con)
}

// draw is the drawing of some environments, or their map.
func (o *graphOptions) draw(envs []*compiler.Environment) ([]byte, error) {
	m := inventory.Of(envs...)
	if o.format.value == "json" {
		var b bytes.Buffer
		err := render.EncodeJSON(&b, m)
		return b.Bytes(), err
	}
	d := o.diagram(m, envs)
	if o.format.value == "mermaid" {
		return d.Mermaid(), nil
	}
	heapOfDrawing.set()
	text, err := d.SVG()
	if large := (*draw.TooLarge)(nil); errors.As(err, &large) {
		return nil, &failure{message: large.Error(), hint: "name fewer specs, or list what they have with \"hipaac inventory\""}
	}
	return text, err
}

func (o *graphOptions) diagram(m *inventory.Map, envs []*compiler.Environment) *draw.Diagram {
	if draw.View(o.view.value) != draw.Stacks {
		return draw.Of(m, draw.View(o.view.value))
	}
	var manifests []draw.Manifest
	for _, e := range envs {
		manifests = append(manifests, draw.Manifest{Folder: e.Folder, Manifest: e.Manifest})
	}
	return draw.OfStacks(m, manifests)
}
