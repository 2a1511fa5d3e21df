//go:build !linux

package throwaway

// inMemory: none that we know of.
func inMemory() string { return "" }
