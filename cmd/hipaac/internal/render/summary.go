package render

import (
	"os"
	"strings"
)

// SummaryVariable is set by GitHub to the file that takes the summary of a job
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions, "Adding a job summary").
const SummaryVariable = "GITHUB_STEP_SUMMARY"

// AddSummary adds Markdown to the summary of the job. Where GitHub runs no job it does nothing.
func AddSummary(markdown string) error {
	path := os.Getenv(SummaryVariable)
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(strings.TrimRight(markdown, "\n") + "\n")
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// Markdown writes a text so that Markdown shows it as it is, whatever stands in it: on one line, nothing of it a link, an image or a tag.
func Markdown(text string) string { return markdown.Replace(Visible(text)) }

var markdown = strings.NewReplacer("\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", "\\#", "|", "\\|", "!", "\\!", "~", "\\~", "@", "&#64;", "://", "&#58;//")

// Fenced is a block of text that Markdown leaves alone.
func Fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}
