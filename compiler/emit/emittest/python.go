package emittest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// Python runs a script with what input is as JSON, and reads into output the JSON that it prints: the way to try the functions that
// templates carry. Starting Python takes longer than any function, so a script takes all cases of a test at once.
//
// Without Python the test is skipped, or fails where HIPAAC_REQUIRE_PYTHON is set, as in CI.
func Python(t *testing.T, input, output any, script ...string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_PYTHON") != "" {
			t.Fatal("HIPAAC_REQUIRE_PYTHON is set and python3 is not installed")
		}
		t.Skip("python3 is not installed: the function inside the template was not run")
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(python, script...)
	cmd.Stdin, cmd.Stderr, cmd.Env = bytes.NewReader(text), &stderr, append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(out, output); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
