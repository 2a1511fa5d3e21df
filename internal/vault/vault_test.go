package vault_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/vault"
)

func key(b byte) string { return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32)) }

func open(t *testing.T, k string) *vault.Vault {
	t.Helper()
	v, err := vault.New(k)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVault(t *testing.T) {
	t.Parallel()
	v := open(t, key(1))
	secret := []byte("cs_0123456789")
	sealed := v.Seal(secret, "row 7")
	if got, err := v.Open(sealed, "row 7"); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("opened %q, %v", got, err)
	}
	if bytes.Contains(sealed, secret) || bytes.Equal(sealed, v.Seal(secret, "row 7")) {
		t.Error("sealed bytes show the secret, or are the same twice")
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another key":       func() ([]byte, error) { return open(t, key(2)).Open(sealed, "row 7") },
		"another row":       func() ([]byte, error) { return v.Open(sealed, "row 8") },
		"a changed byte":    func() ([]byte, error) { return v.Open(changed, "row 7") },
		"too short":         func() ([]byte, error) { return v.Open(sealed[:5], "row 7") },
		"nothing":           func() ([]byte, error) { return v.Open(nil, "row 7") },
		"without its owner": func() ([]byte, error) { return v.Open(sealed, "") },
	} {
		if _, err := try(); !errors.Is(err, vault.ErrKey) {
			t.Errorf("%s: %v, want ErrKey", name, err)
		}
	}
}

func TestNew_saysWhatAKeyIs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "short", key(1)[:20], "%%%"} {
		if _, err := vault.New(bad); err == nil || !strings.Contains(err.Error(), "32 bytes in base64") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestFromFile_makesTheKeyOnceForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "secret.key")
	one, err := vault.FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	two, err := vault.FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.Open(one.Seal([]byte("x"), ""), ""); err != nil {
		t.Errorf("the second start has another key: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if err := os.WriteFile(path, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.FromFile(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken file: %v, want its name", err)
	}
}
