package main

import (
	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/compiler"
)

// editorComment makes editors with the YAML language server check a spec while it is written.
const editorComment = "# yaml-language-server: $schema="

// schemaFile is the name that the schema has in a repository.
const schemaFile = "spec.schema.json"

func newSchema(con *console) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "print the JSON Schema of specs, for editors",
		Long: `Schema prints the JSON Schema of a spec. An editor with the YAML language server
completes and checks a spec that names the schema in its first line:

  ` + editorComment + "../" + schemaFile,
		Example: "  hipaac schema >" + schemaFile,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			schema, err := compiler.JSONSchema()
			if err != nil {
				return err
			}
			if _, err := con.out.Write(schema); err != nil {
				return err
			}
			con.note("save it as %s and let a spec in environments/ begin with\n%s../%s", schemaFile, editorComment, schemaFile)
			return nil
		},
	}
}

// noArguments refuses arguments of a command that takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse(cmd, cmd.Name()+" takes no arguments", "")
	}
	return nil
}
