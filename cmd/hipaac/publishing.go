package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// refused shows why nothing is published.
func (o *publishOptions) refused(con *console, c *compilation) error {
	if o.format.value == "json" {
		if err := o.writeJSON(con, c.problems, nil); err != nil {
			return err
		}
	} else if err := c.show(con); err != nil {
		return err
	}
	con.note("nothing was published")
	return exitError(exitFailed)
}

// do takes the steps of each product, or shows them. A product that fails does not keep the others back; who has no right to one
// thing is not tried on the next.
func (o *publishOptions) do(ctx context.Context, con *console, c *compilation, products []*product) error {
	code := exitDone
	for _, p := range products {
		if o.dryRun {
			p.show(con, o, wouldDo)
			continue
		}
		err := publish.Do(ctx, p.bucket, p.catalog, &p.Product, &p.state, p.steps, func(step publish.Step) {
			p.done++
			o.line(con, p, didDo[step.Do], step)
		})
		if err == nil && len(p.steps) == 0 {
			p.show(con, o, didDo)
		}
		if err == nil {
			continue
		}
		code = con.report(asFailure(fmt.Errorf("%s: %w", p.Stack, err)))
		if ctx.Err() != nil || code == exitIdentity {
			break
		}
	}
	if o.format.value == "json" {
		if err := o.writeJSON(con, c.problems, products); err != nil {
			return err
		}
	}
	return o.end(con, products, code)
}

// end says what is left to be done, and gives the exit code.
func (o *publishOptions) end(con *console, products []*product, code int) error {
	steps, done := 0, 0
	for _, p := range products {
		steps += len(p.steps)
		done += p.done
	}
	switch {
	case code != exitDone:
		con.note("%d of %s made; publish again to do the rest", done, changes(steps))
		return exitError(code)
	case o.dryRun && steps > 0:
		con.note("%s to make; nothing was changed", changes(steps))
		code = exitDifferent
	case steps == 0:
		con.note("nothing changed: %s already", o.goal(products))
	default:
		con.note("%s made", changes(done))
	}
	if waits := o.waiting(con, products); waits {
		code = exitBlocked
	}
	if code == exitDone {
		return nil
	}
	return exitError(code)
}

func changes(n int) string {
	if n == 1 {
		return "1 change"
	}
	return fmt.Sprintf("%d changes", n)
}

// goal is what nothing was left to do for.
func (o *publishOptions) goal(products []*product) string {
	var waits, offered bool
	for _, p := range products {
		waits = waits || p.InCatalog() && len(p.state.IDs) == 0
		offered = offered || p.InCatalog()
	}
	if waits || !offered {
		return "all templates are uploaded"
	}
	return "all is published"
}

// waiting names the catalogs that have to be deployed before their products can have versions.
func (o *publishOptions) waiting(con *console, products []*product) bool {
	if o.uploadOnly {
		return false
	}
	told := map[string]bool{}
	for _, p := range products {
		if !p.InCatalog() || len(p.state.IDs) > 0 {
			continue
		}
		stack := stackName(p.environment, p.Catalog)
		if told[stack] {
			continue
		}
		told[stack] = true
		con.note("account %s has no product %q of this catalog in %s: deploy stack %s, then publish again", p.environment.Manifest.Account, p.Name, p.environment.Manifest.Region, stack)
	}
	return len(told) > 0
}

func stackName(e *compiler.Environment, key string) string {
	for _, s := range e.Manifest.Stacks {
		if s.Key == key {
			return s.Stack
		}
	}
	panic("internal error: the manifest has no stack " + key)
}

// What is said of each step, before and after.
var (
	wouldDo = map[publish.Verb]string{
		publish.Upload: "would upload", publish.Publish: "would publish version", publish.Restore: "would restore version",
		publish.Deactivate: "would deactivate version", publish.Deprecate: "would deprecate version", publish.Remove: "would remove version",
	}
	didDo = map[publish.Verb]string{
		publish.Upload: "uploaded", publish.Publish: "published version", publish.Restore: "restored version",
		publish.Deactivate: "deactivated version", publish.Deprecate: "deprecated version", publish.Remove: "removed version",
	}
)

func (p *product) show(con *console, o *publishOptions, words map[publish.Verb]string) {
	for _, step := range p.steps {
		o.line(con, p, words[step.Do], step)
	}
	switch {
	case len(p.steps) > 0:
	case !p.InCatalog():
		o.line(con, p, "is in the bucket as", publish.Step{Do: publish.Upload, Key: p.Key()})
	case len(p.state.IDs) > 0:
		o.line(con, p, "has version", publish.Step{Do: publish.Publish, Version: p.VersionName()})
	}
}

// line is what people see of a step. As JSON, all is written at the end.
func (o *publishOptions) line(con *console, p *product, words string, step publish.Step) {
	if o.format.value != "text" {
		return
	}
	digest := ""
	if step.Do == publish.Publish { // in full, because a spec names versions to retire so
		digest = ", SHA-256 " + p.Version
	}
	fmt.Fprintf(con.out, "%s/%s: %s %s%s\n", p.environment.Folder, p.Stack, words, render.Visible(step.Key+step.Version), digest)
}

// published is what is shown of a product as JSON.
type published struct {
	Environment string `json:"environment"`
	Account     string `json:"account"`
	Region      string `json:"region"`
	Catalog     string `json:"catalog"`
	Stack       string `json:"stack"`
	Name        string `json:"name"`
	Version     string `json:"version"`   // its name in the catalog
	SHA256      string `json:"sha256"`    // of the template
	Product     string `json:"productId"` // empty where the catalog is not deployed, or was not asked
	// Steps are what is to be done; the first Done of them are done.
	Steps []publish.Step `json:"steps"`
	Done  int            `json:"done"`
}

// uploaded is what is shown of a template that is only put into the bucket.
type uploaded struct {
	Environment string         `json:"environment"`
	Account     string         `json:"account"`
	Region      string         `json:"region"`
	Stack       string         `json:"stack"`
	SHA256      string         `json:"sha256"`
	Key         string         `json:"key"` // of the object
	Steps       []publish.Step `json:"steps"`
	Done        int            `json:"done"`
}

func (o *publishOptions) writeJSON(con *console, problems diag.List, products []*product) error {
	result := struct {
		DryRun      bool        `json:"dryRun"`
		Products    []published `json:"products"`
		Templates   []uploaded  `json:"templates"`
		Diagnostics any         `json:"diagnostics"`
	}{o.dryRun, []published{}, []uploaded{}, render.Findings(problems)}
	for _, p := range products {
		m := &p.environment.Manifest
		if !p.InCatalog() {
			result.Templates = append(result.Templates, uploaded{
				Environment: p.environment.Folder, Account: m.Account, Region: m.Region, Stack: p.Stack, SHA256: p.Version, Key: p.Key(),
				Steps: append([]publish.Step{}, p.steps...), Done: p.done,
			})
			continue
		}
		id := ""
		if len(p.state.IDs) == 1 {
			id = p.state.IDs[0]
		}
		result.Products = append(result.Products, published{
			Environment: p.environment.Folder, Account: m.Account, Region: m.Region, Catalog: p.Catalog, Stack: p.Stack, Name: p.Name,
			Version: p.VersionName(), SHA256: p.Version, Product: id, Steps: append([]publish.Step{}, p.steps...), Done: p.done,
		})
	}
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := con.out.Write(b.Bytes())
	return err
}
