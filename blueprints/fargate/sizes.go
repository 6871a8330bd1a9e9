package fargate

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
)

// size is the memory that goes with a number of processor units: from least to most MiB in steps, and for the smallest one half of the
// least as well.
type size struct{ least, most, step int }

// sizes of tasks on Linux. As of 2026-11, Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Fargate", Task size.
var sizes = map[int]size{
	256:   {512, 2048, 512}, // 1536 is not among them
	512:   {1024, 4096, 1024},
	1024:  {2048, 8192, 1024},
	2048:  {4096, 16384, 1024},
	4096:  {8192, 30720, 1024},
	8192:  {16384, 61440, 4096},
	16384: {32768, 122880, 8192},
}

// fits reports whether Fargate has tasks of this memory.
func (s size) fits(memory int) bool {
	return memory >= s.least && memory <= s.most && memory%s.step == 0 && memory != 1536
}

func (s size) String() string {
	if s.step == 512 {
		return "512, 1024 or 2048"
	}
	return fmt.Sprintf("%d to %d in steps of %d", s.least, s.most, s.step)
}

func (a *application) checkSize() {
	possible := sizes[a.cfg.Cpu]
	if possible.fits(a.cfg.Memory) {
		return
	}
	nearest := min(max(a.cfg.Memory, possible.least), possible.most)
	nearest = (nearest + possible.step - 1) / possible.step * possible.step
	if nearest == 1536 && possible.step == 512 {
		nearest = 2048
	}
	a.Refuse(blueprints.Refusal{
		ID: "task-size", Path: "memory",
		Message: fmt.Sprintf("a task with %d processor units cannot have %d MiB of memory, only %s", a.cfg.Cpu, a.cfg.Memory, possible),
		Hint:    fmt.Sprintf("set memory to %d, or choose another cpu", nearest),
	})
}
