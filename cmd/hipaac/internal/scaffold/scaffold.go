// Package scaffold holds the files of a new repository.
package scaffold

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed all:files
var files embed.FS

// Values are what differs between repositories.
type Values struct {
	System, Account, Region string
	// Version is the version of hipaac that the workflow installs.
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

// Files returns the files of a new repository, sorted by path.
func Files(v Values) []File {
	fill := strings.NewReplacer("{system}", v.System, "{account}", v.Account, "{region}", v.Region, "{version}", v.Version, "{certificate}", v.certificate())
	var out []File
	err := fs.WalkDir(files, "files", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		path := strings.TrimPrefix(name, "files/")
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
