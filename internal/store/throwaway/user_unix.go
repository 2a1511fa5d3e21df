//go:build unix

package throwaway

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// servantUser is who runs the server: PostgreSQL refuses root.
type servantUser struct {
	other    bool
	uid, gid uint32
}

func servant() (servantUser, error) {
	if os.Geteuid() != 0 {
		return servantUser{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return servantUser{}, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return servantUser{}, err
		}
		return servantUser{other: true, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return servantUser{}, fmt.Errorf("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

func (u servantUser) own(dir string) error {
	if !u.other {
		return nil
	}
	return os.Chown(dir, int(u.uid), int(u.gid))
}

func (u servantUser) become(c *exec.Cmd) {
	if c.SysProcAttr == nil {
		c.SysProcAttr = &syscall.SysProcAttr{}
	}
	if u.other {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: u.uid, Gid: u.gid}
	}
}

// apart keeps Ctrl-C, which goes to the whole group, from the keeper: it has to clear away first.
func apart(c *exec.Cmd) {
	if c.SysProcAttr == nil {
		c.SysProcAttr = &syscall.SysProcAttr{}
	}
	c.SysProcAttr.Setpgid = true
}
