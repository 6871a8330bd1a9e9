//go:build unix

// Bench measures what hipaac costs as a whole process, CPU time and peak memory, for one environment and for many, each as a ratio
// to the floor (package floor) on the same specs in the same run; and what the report of one costs. Run it with "make bench".
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	many := flag.Int("n", 1000, "how many environments the large run has")
	runs := flag.Int("runs", 11, "how often the small run is repeated; the large one is repeated three times")
	flag.Parse()
	if err := run(*many, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(many, runs int) error {
	dir, err := os.MkdirTemp("", "hipaac-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := buildPrograms(dir); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%d cores, %s, medians\n", runtime.GOMAXPROCS(0), runtime.Version())
	fmt.Fprintln(table, "what\tCPU ms\tCPU ms/env\twall ms\tpeak MiB\tCPU/floor\tpeak/floor\tresources\tCPU µs/resource\t")
	start, err := measure(runs, command(dir, "hipaac", "version"))
	if err != nil {
		return err
	}
	row(table, "hipaac version", 1, start[0], cost{}, 0)
	for _, size := range []struct{ environments, runs int }{{1, runs}, {many, min(runs, 3)}} {
		specs := filepath.Join(dir, fmt.Sprint(size.environments), "environments")
		if err := writeSpecs(specs, size.environments); err != nil {
			return err
		}
		costs, err := measure(size.runs, command(dir, "floor", specs), command(dir, "hipaac", "build", specs, "-o", specs+".out"))
		if err != nil {
			return err
		}
		row(table, fmt.Sprintf("floor, %d", size.environments), size.environments, costs[0], costs[0], 0)
		resources, err := countResources(specs + ".out")
		if err != nil {
			return err
		}
		row(table, fmt.Sprintf("hipaac build, %d", size.environments), size.environments, costs[1], costs[0], resources)
	}
	reports, err := measure(runs, report(dir, "markdown"), report(dir, "html"), report(dir, ""))
	if err != nil {
		return err
	}
	for i, form := range []string{"Markdown", "HTML", "all forms"} {
		row(table, "hipaac report, 1, "+form, 1, reports[i], cost{}, 0)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return checks(dir, many, runs)
}

// report writes the report of the one environment of the small run in a format, or in all of them.
func report(dir, format string) func() *exec.Cmd {
	specs := filepath.Join(dir, "1", "environments")
	if format == "" {
		return command(dir, "hipaac", "report", specs, "-o", specs+".report/")
	}
	return command(dir, "hipaac", "report", specs, "--format", format, "-o", specs+"."+format)
}

func buildPrograms(dir string) error {
	for name, pkg := range map[string]string{"hipaac": "./cmd/hipaac", "floor": "./cmd/hipaac/internal/floor"} {
		cmd := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, name), pkg)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s (run it at the root of the repository): %w", pkg, err)
		}
	}
	return nil
}

// cost is what one process took.
type cost struct {
	cpu, wall time.Duration
	peak      int64 // bytes
}

func command(dir, program string, args ...string) func() *exec.Cmd {
	return func() *exec.Cmd { return exec.Command(filepath.Join(dir, program), args...) }
}

// measure runs the commands in turn, so that a change in the machine's mood meets all of them, and returns the medians.
func measure(runs int, commands ...func() *exec.Cmd) ([]cost, error) {
	samples := make([][]cost, len(commands))
	for range runs {
		for i, newCommand := range commands {
			c, err := once(newCommand())
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], c)
		}
	}
	medians := make([]cost, len(commands))
	for i, s := range samples {
		medians[i] = cost{
			cpu:  time.Duration(median(s, func(c cost) int64 { return int64(c.cpu) })),
			wall: time.Duration(median(s, func(c cost) int64 { return int64(c.wall) })),
			peak: median(s, func(c cost) int64 { return c.peak }),
		}
	}
	return medians, nil
}

func median(samples []cost, value func(cost) int64) int64 {
	var values []int64
	for _, s := range samples {
		values = append(values, value(s))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func once(cmd *exec.Cmd) (cost, error) {
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil && !(findings(cmd) && cmd.ProcessState.ExitCode() == 1) {
		return cost{}, fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, errors.New("this system does not tell what a process used")
	}
	peak := usage.Maxrss * 1024 // Linux counts KiB
	if runtime.GOOS == "darwin" {
		peak = usage.Maxrss
	}
	return cost{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(begin), peak: peak}, nil
}

// countResources adds up what the manifests of a build say.
func countResources(folder string) (int, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "manifest.json"))
	sum := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		var manifest struct{ Stacks []struct{ Resources int } }
		if err := json.Unmarshal(text, &manifest); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		for _, s := range manifest.Stacks {
			sum += s.Resources
		}
	}
	return sum, err
}

func row(table *tabwriter.Writer, name string, environments int, c, floor cost, resources int) {
	each := ""
	if resources > 0 {
		each = fmt.Sprintf("%d\t%.0f", resources, 1000*ms(c.cpu)/float64(resources))
	}
	ratio := func(a, b float64) string {
		if b == 0 {
			return ""
		}
		return fmt.Sprintf("%.2f", a/b)
	}
	fmt.Fprintf(table, "%s\t%.1f\t%.2f\t%.1f\t%.1f\t%s\t%s\t%s\t\n", name, ms(c.cpu), ms(c.cpu)/float64(environments), ms(c.wall),
		float64(c.peak)/(1<<20), ratio(ms(c.cpu), ms(floor.cpu)), ratio(float64(c.peak), float64(floor.peak)), each)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
