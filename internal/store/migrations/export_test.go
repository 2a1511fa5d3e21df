package migrations

// For the tests, which cannot stand in this package: pgtest, which they need, imports it.
var (
	UpFrom = up
	Files  = files
)
