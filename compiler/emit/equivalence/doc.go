// Package equivalence holds one test: that the emitter says the same as goformation's own Template about any goformation struct.
//
// The test stands in a package of its own because it links goformation's root package, which pulls in 247 packages and must not
// come near the compiler.
package equivalence
