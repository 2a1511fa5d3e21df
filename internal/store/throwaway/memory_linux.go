package throwaway

import "syscall"

// inMemory is a folder whose files live in memory, or empty. A container often has one of 64 MB only, which a few test
// databases would fill.
func inMemory() string {
	const shm, need = "/dev/shm", 1 << 30
	var st syscall.Statfs_t
	if err := syscall.Statfs(shm, &st); err != nil || st.Bavail*uint64(st.Bsize) < need {
		return ""
	}
	return shm
}
