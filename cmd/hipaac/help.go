package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/compiler/diag"
)

// helpWidth keeps help readable in a narrow terminal.
const helpWidth = 80

func newHelp(con *console) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "show help for a command",
		Long:    `Help shows what a command does, how it is called, examples and flags.`,
		Example: "  hipaac help build",
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return commandNames(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if len(args) == 0 {
				writeHelp(con.out, root)
				return nil
			}
			if len(args) > 1 {
				return misuse(cmd, "help takes one command at a time", "")
			}
			for _, c := range root.Commands() {
				if c.Name() == args[0] {
					writeHelp(con.out, c)
					return nil
				}
			}
			return misuse(root, fmt.Sprintf("unknown command %q", args[0]), diag.Nearest(args[0], commandNames(root)))
		},
	}
}

// writeHelp shows what a command does, how it is called, examples and flags, in that order.
func writeHelp(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintln(w, strings.TrimSpace(cmd.Long))
	if cmd.HasSubCommands() {
		writeCommands(w, cmd)
		return
	}
	fmt.Fprintf(w, "\nUsage:\n  %s\n", cmd.UseLine())
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", strings.Trim(cmd.Example, "\n"))
	}
	cmd.InitDefaultHelpFlag()
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", cmd.LocalFlags().FlagUsagesWrapped(helpWidth))
	}
}

func writeCommands(w io.Writer, root *cobra.Command) {
	fmt.Fprintf(w, "\nUsage:\n  hipaac COMMAND [ARGUMENT…] [FLAG…]\n")
	for _, group := range root.Groups() {
		fmt.Fprintf(w, "\n%s:\n", group.Title)
		for _, c := range root.Commands() {
			if c.GroupID == group.ID {
				fmt.Fprintf(w, "  %-12s %s\n", c.Name(), c.Short)
			}
		}
	}
	fmt.Fprint(w, `
Without a FILE a command works on all specs below environments/; but plan, deploy,
cancel, recover, unprotect and destroy want them named.

CUE files in the folder policy/, or in that of --policy, are what an organisation
asks for beyond hipaac. They judge whatever is compiled or checked.

Exit codes:
   0  done, or no difference
   1  problems in the input, or the work failed
   2  differences found
   3  blocked: needs approval, or something else has to be done first
   4  wrong account, region or identity
   5  busy: somebody else is working on the stack
   6  rolled back
   7  drift, or something that could not be verified
  64  wrong usage
 130  stopped, or detached: an operation that runs goes on

"hipaac help COMMAND" has the flags and examples of a command.
`)
}
