package fargate_test

import (
	"testing"

	"github.com/hipaac/hipaac/schema"
)

// TestSizes: what Fargate runs is accepted, and its neighbours are not.
func TestSizes(t *testing.T) {
	for _, c := range []struct {
		cpu, memory int
		want        bool
	}{
		{256, 512, true}, {256, 1024, true}, {256, 1536, false}, {256, 2048, true}, {256, 3072, false},
		{512, 512, false}, {512, 1024, true}, {512, 4096, true}, {512, 5120, false},
		{1024, 1024, false}, {1024, 2048, true}, {1024, 8192, true}, {1024, 2560, false},
		{2048, 3072, false}, {2048, 4096, true}, {2048, 16384, true},
		{4096, 8192, true}, {4096, 30720, true}, {4096, 31744, false},
		{8192, 16384, true}, {8192, 17408, false}, {8192, 61440, true},
		{16384, 32768, true}, {16384, 36864, false}, {16384, 122880, true},
	} {
		got := build(production(), service(func(f *schema.Fargate) { f.Cpu, f.Memory = c.cpu, c.memory }), nats(production())).Refusals == nil
		if got != c.want {
			t.Errorf("%d units with %d MiB: accepted is %v, want %v", c.cpu, c.memory, got, c.want)
		}
	}
}
