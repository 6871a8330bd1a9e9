package inventory

// settle says of what stands between others whether PHI passes it, and of each flow what it carries. What has no way to where PHI rests
// or comes in holds records at most.
func (w *world) settle() {
	w.settleLogs()
	for _, a := range w.assets {
		if whole := w.assets[a.cluster]; whole != nil {
			a.Backup = whole.Backup
		}
	}
	for _, a := range w.assets {
		if a.PHI == Moves && a.Kind != Front {
			a.PHI = idle[a.Kind]
		}
	}
	for changed := true; changed; {
		changed = w.settleNetworks()
		for _, f := range w.flows {
			if !f.data {
				continue
			}
			changed = w.passes(f.From, f.To) || changed
			changed = w.passes(f.To, f.From) || changed
		}
	}
	for _, f := range w.flows {
		f.PHI = w.carried(f)
		if f.PHI == Moves {
			for _, end := range append([]string{f.From, f.To}, f.Via...) {
				if a := w.assets[end]; a.PHI == Without || a.Environment == "" {
					a.PHI = Moves
				}
			}
		}
	}
}

// settleNetworks notes that PHI passes a VPC in which something holds it. It reports whether that is new.
func (w *world) settleNetworks() bool {
	inside := map[string]bool{} // networks
	for _, a := range w.assets {
		for p := a.Place; p != "" && a.holds(); p = w.places[p].Parent {
			inside[p] = true
		}
	}
	changed := false
	for _, a := range w.assets {
		if a.Type == "AWS::EC2::VPC" && a.phi && a.PHI == Without && inside[a.Place] {
			a.PHI, changed = Moves, true
		}
	}
	return changed
}

// idle is what things in between have to do with PHI when none passes them.
var idle = map[AssetKind]Holding{Compute: Beside, Queue: Beside, Gateway: Without, Identity: Without}

// settleLogs finds the buckets that records are written to, and no software's data: they are logs, like log groups. People who may
// look into every bucket make no difference.
func (w *world) settleLogs() {
	records, data := map[string]bool{}, map[string]bool{}
	for _, f := range w.flows {
		switch {
		case f.data && w.assets[f.From].Kind != Identity:
			data[f.To] = true
		case !f.data:
			records[f.To] = true
		}
	}
	for id, a := range w.assets {
		if a.Type == "AWS::S3::Bucket" && records[id] && !data[id] {
			a.Kind = Log
			if a.PHI != Without {
				a.PHI = Beside
			}
		}
	}
}

// passes notes that PHI passes one end of a flow because it rests at, or passes, the other. It reports whether that is new.
func (w *world) passes(end, other string) bool {
	a, b := w.assets[end], w.assets[other]
	if a.movable() && a.PHI != Moves && b.holds() {
		a.PHI = Moves
		return true
	}
	return false
}

func (a *Asset) holds() bool { return a.PHI == Rests || a.PHI == Moves || a.PHI == Unsure }

// movable is what may stand between others. A tag that says that it holds none is no reason: it is the ways that say what passes.
func (a *Asset) movable() bool {
	between := a.Kind == Front || a.Kind == Compute || a.Kind == Queue || a.Kind == Gateway || a.Kind == Identity
	return a.Environment != "" && a.phi && between && kindOf(a.Type).phi != Rests
}

// carried is what a flow carries: data no more than its ends hold, records of an environment with PHI such as should hold none.
func (w *world) carried(f *way) Holding {
	from, to := w.assets[f.From], w.assets[f.To]
	if !from.phi && !to.phi {
		return Without
	}
	if !f.data {
		return f.PHI
	}
	least := f.PHI
	for _, a := range []*Asset{from, to} {
		switch {
		case a.Environment == "" || a.holds():
		case a.PHI == Beside && least != Without:
			least = Beside
		default:
			least = Without
		}
	}
	return least
}
