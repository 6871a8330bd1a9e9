package awstest

import "time"

// SetTick sets by how much virtual time goes on with every look at a stack, a change set or a detection: 5 s at first. A program that
// looks is never told to wait longer than it takes to look again.
func (c *Cloud) SetTick(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick = d
}

// SetPace lets virtual time go on with real time, so many times as fast, whether anybody looks or not. 0 goes back to ticks.
func (c *Cloud) SetPace(times float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	c.pace, c.paced = times, time.Now()
}

// Advance lets virtual time go on.
func (c *Cloud) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	c.advance(c.clock.Add(d))
}

// Now is the virtual time.
func (c *Cloud) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	return c.clock
}

// Takes sets how long work on a resource of a type takes, in virtual time: a second if nothing is said.
func (c *Cloud) Takes(kind string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.takes[kind] = d
}

func (c *Cloud) time(kind string) time.Duration {
	if d, set := c.takes[kind]; set {
		return d
	}
	return time.Second
}

func (c *Cloud) look() {
	if c.pace == 0 {
		c.advance(c.clock.Add(c.tick))
	}
}

// keepPace catches up with real time.
func (c *Cloud) keepPace() {
	if c.pace == 0 {
		return
	}
	now := time.Now()
	c.advance(c.clock.Add(time.Duration(float64(now.Sub(c.paced)) * c.pace)))
	c.paced = now
}

// advance carries out everything that happens until then, in order.
func (c *Cloud) advance(to time.Time) {
	for n := 0; ; n++ {
		if n > 1e6 {
			panic("internal error: awstest: time stands still")
		}
		var first *stack
		at := to
		for _, f := range c.formations {
			for _, s := range f.stacks {
				if due, moves := s.next(); moves && !due.After(to) && (first == nil || due.Before(at) || due.Equal(at) && s.id < first.id) {
					first, at = s, due
				}
			}
		}
		if first == nil {
			break
		}
		if at.After(c.clock) {
			c.clock = at
		}
		first.move()
	}
	if to.After(c.clock) {
		c.clock = to
	}
}
