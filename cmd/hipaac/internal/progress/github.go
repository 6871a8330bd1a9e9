package progress

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Summary is a run as it is shown when it is over.
type Summary struct {
	Title   string // such as "deploy 20261122T190720Z-ab12cd"
	Outcome string // in a few words
	Took    time.Duration
	Steps   []Result
	Faults  map[stack.Ref]Fault
	Record  string // file of the record, "" where there is none
	Head    string // hash of its last entry
}

// Markdown is the summary for a page, such as that of a job on GitHub.
func (s *Summary) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## hipaac %s: %s\n\n", escaped(s.Title), escaped(s.Outcome))
	b.WriteString("| stack | account and region | result | time |\n|---|---|---|---|\n")
	for _, r := range s.Steps {
		text := cmp.Or(results[r.Kind], string(r.Kind), "not begun")
		if r.Kind == stack.Skipped || r.Kind == stack.Failed && s.Faults[r.Ref].Reason == "" {
			text = strings.TrimSuffix(text+": "+r.Text, ": ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", escaped(r.name()), escaped(r.Ref.Target.String()), escaped(text), clock(r.Took))
	}
	for _, r := range s.Steps {
		if f, failed := s.Faults[r.Ref]; failed {
			var block strings.Builder
			f.Write(&block, r.name())
			fmt.Fprintf(&b, "\n%s\n", fenced(block.String()))
		}
	}
	fmt.Fprintf(&b, "\nTook %s.", clock(s.Took))
	if s.Head != "" {
		fmt.Fprintf(&b, " Record: %s; its head is %s. Keep the head apart from the record: it shows later that nothing was cut from its end.",
			code(s.Record), code(s.Head))
	}
	b.WriteString("\n")
	return b.String()
}

// results are what is said of a step that is over.
var results = map[stack.NewsKind]string{
	stack.Same: "unchanged", stack.Done: "done", stack.Failed: "failed", stack.Skipped: "skipped", stack.Started: "still going on", stack.Queued: "not begun",
}

var special = regexp.MustCompile("[\\\\`*_{}\\[\\]<>#|!~&]")

// escaped is a text that Markdown shows as it is.
func escaped(text string) string { return special.ReplaceAllString(spoken(text), `\$0`) }

func code(text string) string { return "`" + strings.ReplaceAll(spoken(text), "`", "'") + "`" }

// fenced is a block of text as it is. The fence is longer than any row of its marks inside.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(text, "\n") + "\n" + fence
}

// Publish appends the summary to the page of the job on GitHub. Elsewhere it does nothing.
func (s *Summary) Publish() error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("the summary of the job cannot be written: %w", err)
	}
	_, err = file.WriteString(s.Markdown())
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("the summary of the job cannot be written: %w", err)
	}
	return nil
}

// Annotation is a failure as a command of a GitHub workflow, which shows it beside the line of the spec
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
func (f *Fault) Annotation(name string) string {
	var block strings.Builder
	f.Write(&block, name)
	properties := []string{"title=" + attribute.Replace("hipaac: "+spoken(name)+" failed")}
	if file, line, ok := placeOf(f.Source.Place); ok {
		properties = append([]string{"file=" + attribute.Replace(file), "line=" + line}, properties...)
	}
	return "::error " + strings.Join(properties, ",") + "::" + data.Replace(strings.TrimRight(block.String(), "\n")) + "\n"
}

var (
	data      = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	attribute = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

var position = regexp.MustCompile(`^(.+):(\d+):\d+$`)

// placeOf takes "file:line:col" apart.
func placeOf(place string) (file, line string, ok bool) {
	parts := position.FindStringSubmatch(place)
	if parts == nil {
		return "", "", false
	}
	return spoken(parts[1]), parts[2], true
}
