package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hipaac/hipaac/compiler/diag"
)

const rootHelp = `hipaac compiles short YAML environment specs into complete, HIPAA-minded AWS
CloudFormation and shows which safeguards the templates state.`

// newRoot wires the commands. The groups give the help its order: what people do every day first.
func newRoot(con *console) *cobra.Command {
	root := &cobra.Command{
		Use:               "hipaac",
		Long:              rootHelp,
		Version:           version().Version,
		Args:              noSuchCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeHelp(con.err, cmd)
			return exitError(exitUsage)
		},
	}
	root.AddGroup(&cobra.Group{ID: "specs", Title: "With specs alone"}, &cobra.Group{ID: "accounts", Title: "In the accounts"}, &cobra.Group{ID: "trouble", Title: "When something is in the way, or comes to its end"},
		&cobra.Group{ID: "learn", Title: "To start and to look up"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("specs", newBuild(con), newCheck(con), newDiff(con), newReport(con), newGraph(con), newInventory(con))
	add("accounts", newPlan(con), newDeploy(con), newStatus(con), newWatcher(con), newDrift(con), newVerify(con), newPublish(con))
	add("trouble", newCancel(con), newRecover(con), newUnprotect(con), newDestroy(con))
	help := newHelp(con)
	root.SetHelpCommand(help) // or the library adds a second one, and which of the two answers depends on how many commands there are
	add("learn", newInit(con), newExplain(con), newSchema(con), newCompletion(con), newVersion(con), help)
	root.PersistentFlags().Var((*folderName)(&con.policy), "policy", "the folder of the organisation's policy")
	if err := root.MarkPersistentFlagDirname("policy"); err != nil {
		panic("internal error: " + err.Error())
	}
	root.SetIn(con.in)
	root.SetOut(con.out)
	root.SetErr(con.err)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { writeHelp(con.out, cmd) })
	root.SetFlagErrorFunc(wrongFlag)
	return root
}

// misuse is the error for a wrong command line.
func misuse(cmd *cobra.Command, message, nearest string) error {
	hint := fmt.Sprintf("\"%s --help\" shows how it is used", cmd.CommandPath())
	if nearest != "" {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return &failure{message: message, hint: hint, usage: true}
}

// noSuchCommand receives what is left when no command has the name.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return misuse(cmd.Root(), fmt.Sprintf("unknown command %q", args[0]), diag.Nearest(args[0], commandNames(cmd.Root())))
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}

// wrongFlag says what is wrong with a flag, and which one was probably meant.
func wrongFlag(cmd *cobra.Command, err error) error {
	if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) {
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return misuse(cmd, fmt.Sprintf("unknown flag %q", "-"+name), "")
		}
		nearest := diag.Nearest(name, flagNames(cmd))
		if nearest != "" {
			nearest = "--" + nearest
		}
		return misuse(cmd, fmt.Sprintf("unknown flag %q", "--"+name), nearest)
	}
	if missing := (*pflag.ValueRequiredError)(nil); errors.As(err, &missing) {
		return misuse(cmd, fmt.Sprintf("flag %q needs a value", "--"+missing.GetFlag().Name), "")
	}
	if invalid := (*pflag.InvalidValueError)(nil); errors.As(err, &invalid) {
		return misuse(cmd, fmt.Sprintf("flag %q: %v", "--"+invalid.GetFlag().Name, invalid.Unwrap()), "")
	}
	return misuse(cmd, err.Error(), "")
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// folderName is a flag that names a folder, and no other way to say nothing.
type folderName string

func (f *folderName) String() string { return string(*f) }
func (f *folderName) Type() string   { return "folder" }

func (f *folderName) Set(value string) error {
	if value == "" {
		return errors.New("an empty text names no folder")
	}
	*f = folderName(value)
	return nil
}

// choice is a flag with a fixed set of values.
type choice struct {
	value   string
	allowed []string
}

func newChoice(allowed ...string) *choice { return &choice{value: allowed[0], allowed: allowed} }

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return fmt.Errorf("%q is none of %s", value, diag.OneOf(c.allowed))
	}
	c.value = value
	return nil
}

// addFormat adds --format, and --json as its short form.
func addFormat(cmd *cobra.Command, format *choice) {
	cmd.Flags().Var(format, "format", "how to write the result")
	short := cmd.Flags().VarPF(&jsonSwitch{format}, "json", "", "the same as --format json")
	short.NoOptDefVal = "true"
	completeChoice(cmd, "format", format)
}

// jsonSwitch sets a format to JSON.
type jsonSwitch struct{ format *choice }

func (s *jsonSwitch) String() string   { return "false" }
func (s *jsonSwitch) Type() string     { return "bool" }
func (s *jsonSwitch) IsBoolFlag() bool { return true }

func (s *jsonSwitch) Set(value string) error {
	if value != "true" {
		return fmt.Errorf("%q: --json takes no value", value)
	}
	return s.format.Set("json")
}

func completeChoice(cmd *cobra.Command, flag string, c *choice) {
	values := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return c.allowed, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, values); err != nil {
		panic("internal error: " + err.Error())
	}
}
