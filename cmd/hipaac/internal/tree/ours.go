package tree

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// usable refuses an output folder that is not a plain folder.
func usable(out string) error {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return reason(out, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a link; name the folder that it leads to", out)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", out)
	}
	return nil
}

// apart refuses an environment whose folder would hold another one's. The environments are sorted.
func apart(environments []string) error {
	for i, outer := range environments {
		for _, inner := range environments[i+1:] {
			if strings.HasPrefix(inner, outer+"/") {
				return fmt.Errorf("the folder of environment %q would hold that of %q; rename one of the specs", outer, inner)
			}
			if !strings.HasPrefix(inner, outer) {
				break
			}
		}
	}
	return nil
}

// ours refuses an environment's folder when it holds anything that hipaac did not write, or when a part of its path is no folder.
func ours(root *os.Root, out, env string) error {
	parts := strings.Split(env, "/")
	for i := range parts {
		part := path.Join(parts[:i+1]...)
		info, err := root.Lstat(part)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return reason(path.Join(out, part), err)
		}
		if !info.IsDir() {
			return fmt.Errorf("%s is not a folder; move it away", path.Join(out, part))
		}
	}
	if other := foreign(root, env); other != "" {
		return fmt.Errorf("%s was not written by hipaac and would be lost; move it away", path.Join(out, env, other))
	}
	return nil
}

// foreign returns an entry of a folder that hipaac does not write, or "".
func foreign(root *os.Root, folder string) string {
	entries, err := fs.ReadDir(root.FS(), folder)
	if err != nil {
		return "." // what cannot be read is not ours
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !isOutput(e.Name()) {
			return e.Name()
		}
	}
	return ""
}

// isOutput tells the names that hipaac gives to files.
func isOutput(name string) bool {
	return name == manifest || name == inventory.FileName || strings.HasSuffix(name, ".template.yaml") || strings.HasSuffix(name, ".template.json")
}

// stale finds the folders of environments that are no longer asked for: those with a manifest of hipaac and nothing foreign.
func stale(root *os.Root, environments []string) ([]string, error) {
	var folders []string
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || name == "." {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") || slices.Contains(environments, name) {
			return fs.SkipDir
		}
		if hasManifest(root, name) && foreign(root, name) == "" {
			folders = append(folders, name)
			return fs.SkipDir
		}
		return nil
	})
	return folders, err
}

func hasManifest(root *os.Root, folder string) bool {
	text, err := root.ReadFile(path.Join(folder, manifest))
	if err != nil {
		return false
	}
	var found struct {
		Hipaac, Environment string
		Stacks              []any
	}
	return json.Unmarshal(text, &found) == nil && found.Hipaac != "" && found.Environment != "" && found.Stacks != nil
}
