package awstest

import (
	"maps"
	"slices"
)

// SetLimit sets a limit of every account: StackLimit, StackOutputsLimit or ConcurrentResourcesLimit.
func (c *Cloud) SetLimit(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limits[name] = n
}

// count is how many stacks there are.
func (f *formation) count() int {
	n := 0
	for _, s := range f.stacks {
		if s.status != "DELETE_COMPLETE" {
			n++
		}
	}
	return n
}

func (f *formation) describeAccountLimits(call *call, _ form) response {
	var all []fields
	for _, name := range slices.Sorted(maps.Keys(f.cloud.limits)) {
		all = append(all, fields{"Name": name, "Value": f.cloud.limits[name]})
	}
	return call.result(fields{"AccountLimits": all})
}
