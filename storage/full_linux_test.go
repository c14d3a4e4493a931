package storage

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAFullDiskSaysSoAndLosesNothing needs the right to mount a small disk.
func TestAFullDiskSaysSoAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skip("cannot mount a small disk:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, bytes.Repeat([]byte("x"), 512<<10), 0o600))
	s := reopen(t, filepath.Join(dir, "vedette.db"))
	wantError(t, fillUp(t, s), syscall.ENOSPC, "store the visit of feed feed: ")
	if n, err := s.Release(t.Context(), "me"); n != 0 || err != nil {
		t.Errorf("a daemon would not start: %d released, error %v", n, err)
	}
	must(t, os.Remove(ballast))
	acceptItems(t, s, "after there is room again")
	stillWhole(t, s)
}
