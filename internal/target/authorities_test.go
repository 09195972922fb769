package target_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"math/big"
	"testing"
	"time"

	"concord/internal/target"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// authority returns a certification authority of its own, in PEM.
func authority(name string) (*x509.Certificate, string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	Expect(err).NotTo(HaveOccurred())
	c, err := x509.ParseCertificate(der)
	Expect(err).NotTo(HaveOccurred())
	return c, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// trusts tells whether a target accepts a certificate.
func trusts(t target.Target, c *x509.Certificate) bool {
	_, err := c.Verify(x509.VerifyOptions{Roots: t.RootCAs})
	return err == nil
}

var _ = Describe("certification authorities", func() {
	one, onePEM := authority("one")
	two, twoPEM := authority("two")
	files := map[string]string{
		"one.pem": "# of staging\n" + onePEM, "both.pem": onePEM + twoPEM, "empty.pem": "", "notes.txt": "no PEM here",
		"key.pem":    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"broken.pem": onePEM + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"t.yaml":     popupFile("    caFile: \"${CA_OF_P}\"\n"),
	}
	with := func(environ ...string) (*target.Config, error) {
		read := func(name string) ([]byte, error) {
			if text, ok := files[name]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return target.Load(environ, read, providers)
	}

	It("are those of the system where no file is named", func() {
		Expect(only(loaded(tapi...), "tapi").RootCAs).To(BeNil())
	})

	It("are for all targets those of CONCORD_CA_FILE as well", func() {
		c, err := with(append(tapi, "CONCORD_CA_FILE=both.pem")...)
		Expect(err).NotTo(HaveOccurred())
		Expect(trusts(only(c, "tapi"), one)).To(BeTrue())
		Expect(trusts(only(c, "tapi"), two)).To(BeTrue())
		Expect(only(c, "popup").RootCAs).To(BeNil(), "the mock needs none")
		system, err := x509.SystemCertPool()
		Expect(err).NotTo(HaveOccurred())
		system.AddCert(one)
		system.AddCert(two)
		Expect(only(c, "tapi").RootCAs.Equal(system)).To(BeTrue(), "added to the system's")
	})

	It("are for one target those of its caFile", func() {
		c, err := with("CONCORD_TARGETS=t.yaml", "CA_OF_P=one.pem")
		Expect(err).NotTo(HaveOccurred())
		Expect(trusts(only(c, "popup"), one)).To(BeTrue())
		Expect(trusts(only(c, "popup"), two)).To(BeFalse())
	})

	DescribeTable("are refused",
		func(file, problem string) {
			_, err := with(append(tapi, "CONCORD_CA_FILE="+file)...)
			expectOnly(err, problem)
		},
		Entry("from no file", "none.pem", `CONCORD_CA_FILE: cannot read the file "none.pem" of certificates: file does not exist`),
		Entry("from an empty file", "empty.pem", `CONCORD_CA_FILE: the file "empty.pem" holds no certificate in PEM`),
		Entry("from another file", "notes.txt", `CONCORD_CA_FILE: the file "notes.txt" holds no certificate in PEM`),
		Entry("from a key", "key.pem", `CONCORD_CA_FILE: the file "key.pem" holds no certificate in PEM`),
		Entry("from a file that is half broken", "broken.pem",
			`CONCORD_CA_FILE: the file "broken.pem" holds a certificate (number 2) that cannot be read: x509: malformed certificate`),
	)

	It("are refused from a file of a target by its key, without what a variable holds", func() {
		_, err := with("CONCORD_TARGETS=t.yaml", "CA_OF_P="+marker)
		expectOnly(err, `t.yaml:6: key "caFile": cannot read the file "${CA_OF_P}" of certificates: file does not exist`)
	})
})

// FuzzAuthorities reads any bytes as a file of certificates: no panic, and what is
// accepted makes a pool.
func FuzzAuthorities(f *testing.F) {
	RegisterTestingT(f)
	_, text := authority("one")
	for _, seed := range []string{"", text, text + text, text[:len(text)/2], "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func(string) ([]byte, error) { return data, nil }
		c, err := target.Load(append(tapi, "CONCORD_CA_FILE=x"), read, providers)
		if err == nil && c.For("tapi")[0].RootCAs == nil {
			t.Fatalf("accepted without a certificate: %q", data)
		}
	})
}
