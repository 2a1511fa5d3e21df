//go:build !unix

package bench

import "time"

// processor is the time that this process has used; not known here.
func processor() time.Duration { return 0 }
