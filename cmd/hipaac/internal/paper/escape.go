package paper

import (
	"html"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

// marks are the characters that mean something to Markdown within a line, and those of HTML. Where a line begins, more do; no text
// from outside begins one.
var marks = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`, "!", `\!`, "#", `\#`,
)

// plain is a text as Markdown that shows it: on one line, with nothing in it that does anything.
func plain(text string) string { return marks.Replace(oneLine(text)) }

// inHTML is a text inside an HTML element.
func inHTML(text string) string { return html.EscapeString(oneLine(text)) }

// oneLine makes visible what is not: also line breaks, and the marks that turn the direction of writing around.
func oneLine(text string) string { return render.Visible(text) }

// code is a text as code. A fence of backticks is longer than any that the text has. Where a table could take a character of it for the
// end of a cell it is plain: within code, what a backslash does there differs from reader to reader.
func code(text string) string {
	text = oneLine(text)
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "|"):
		return plain(text)
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codes are several of them.
func codes(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = code(t)
	}
	return strings.Join(all, ", ")
}
