//go:build !unix

package app

import "os"

// lockFile does nothing where there is no flock; the database's own locks still keep the file whole.
func lockFile(*os.File) error { return nil }
