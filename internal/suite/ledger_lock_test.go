//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package suite_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/ledger"
)

var _ = Describe("the lock of the ledger", func() {
	It("is not waited for when a run has ended, and is free when its holder lets go", func(ctx SpecContext) {
		state := GinkgoT().TempDir()
		book := ledger.New(state)
		Expect(book.Provoke(ctx, start, someone("a"))).To(Succeed())
		f, err := os.OpenFile(filepath.Join(state, "ledger", "lock"), os.O_RDWR, 0o600)
		Expect(err).NotTo(HaveOccurred())
		Expect(syscall.Flock(int(f.Fd()), syscall.LOCK_EX)).To(Succeed())
		ended, cancel := context.WithCancel(ctx)
		cancel()
		Expect(book.Provoke(ended, start, someone("a"))).To(MatchError("locking the ledger of refused logins: context canceled"))
		Expect(f.Close()).To(Succeed())
		Expect(book.Provoke(ctx, start, someone("a"))).To(Succeed())
	})
})
