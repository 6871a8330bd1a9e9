package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// PolicyFolder is where an organisation's policy lies when nobody says where.
const PolicyFolder = "policy"

// ReadPolicy reads the CUE files of a folder. The name "" stands for PolicyFolder, which need not be there, and may hold what other
// tools call a policy; a folder that somebody names holds at least one file.
func ReadPolicy(folder string) ([]compiler.Source, diag.List) {
	said := folder != ""
	if !said {
		folder = PolicyFolder
	}
	f := finder{seen: map[string]bool{}}
	info, err := os.Stat(folder)
	switch {
	case err != nil && !said:
		return nil, nil
	case err != nil:
		f.refuse(Name(folder), f.why(folder, err), "name the folder of the organisation's policy with --policy")
		return nil, f.problems
	case !info.IsDir() && !said:
		return nil, nil
	case !info.IsDir():
		f.refuse(Name(folder), "a file, not a folder", "name the folder that it lies in")
		return nil, f.problems
	}
	var files []compiler.Source
	f.walk(folder, func(name string) {
		switch {
		case filepath.Ext(name) != ".cue" || strings.HasPrefix(filepath.Base(name), "."):
		case filepath.Dir(name) != filepath.Clean(folder) && filepath.Base(filepath.Dir(name)) == "cue.mod":
		case filepath.Dir(name) != filepath.Clean(folder):
			f.refuse(Name(name), "a policy is one folder, and this file lies below it", fmt.Sprintf("move it to %s", Name(folder)))
		default:
			if source, ok := f.read(name); ok {
				source.Policy, source.Common = true, false
				files = append(files, source)
			}
		}
	})
	if said && len(files) == 0 && len(f.problems) == 0 {
		f.refuse(Name(folder), "no policy in here", "a policy is one or more files *.cue")
	}
	return files, f.problems
}
