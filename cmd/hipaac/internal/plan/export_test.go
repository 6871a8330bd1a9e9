package plan

// Reseal is what somebody does who changes a file and knows how it is sealed.
func (f *File) Reseal() { f.Seal = f.seal() }
