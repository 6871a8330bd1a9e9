// Package scaffold holds the files of a new repository.
package scaffold

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed all:files all:ci
var files embed.FS

// Systems are the kinds of CI whose files can be written.
var Systems = []string{"github", "codebuild"}

// Values are what differs between repositories.
type Values struct {
	System, Account, Region string
	// Version is the version of hipaac that CI installs.
	Version string
}

// File is a path in the new repository and what it holds.
type File struct {
	Path string
	Text []byte
}

// certificate is what proves the domain to AWS: the hosted zone that holds it, or a certificate in GovCloud, where hosted zones are
// private and lead to no load balancer.
func (v Values) certificate() string {
	if strings.HasPrefix(v.Region, "us-gov-") {
		return "certificate: arn:aws-us-gov:acm:" + v.Region + ":" + v.Account + ":certificate/00000000-0000-0000-0000-000000000000"
	}
	return "hostedZone: Z0123456789ABC"
}

// Files returns the files of a new repository, those of its CI not among them, sorted by path.
func Files(v Values) []File { return v.fill("files") }

// CI returns what one kind of CI runs.
func CI(v Values, system string) []File {
	return v.fill("ci/" + system)
}

// fill puts the values into the files below a folder.
func (v Values) fill(folder string) []File {
	fill := strings.NewReplacer("{system}", v.System, "{account}", v.Account, "{region}", v.Region, "{version}", v.Version, "{certificate}", v.certificate())
	var out []File
	err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		path := strings.TrimPrefix(name, folder+"/")
		if path == "gitignore" { // under its own name it would hide files from this repository
			path = ".gitignore"
		}
		out = append(out, File{Path: path, Text: []byte(fill.Replace(string(text)))})
		return err
	})
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return out
}
