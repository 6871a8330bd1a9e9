package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/compiler/diag"
)

func newCompletion(con *console) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "print the completion script of a shell",
		Long: `Completion prints a script that lets a shell complete commands, flags, files and
rule names.`,
		Example: `  hipaac completion bash >/etc/bash_completion.d/hipaac
  hipaac completion zsh >"${fpath[1]}/_hipaac"
  hipaac completion fish >~/.config/fish/completions/hipaac.fish
  hipaac completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse(cmd, "completion takes one shell: "+diag.OneOf(shells), "")
			}
			switch root := cmd.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(con.out, true)
			case "zsh":
				return root.GenZshCompletion(con.out)
			case "fish":
				return root.GenFishCompletion(con.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(con.out)
			}
			return misuse(cmd, fmt.Sprintf("shell %q is none of %s", args[0], diag.OneOf(shells)), diag.Nearest(args[0], shells))
		},
	}
}
