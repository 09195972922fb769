package target

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// authorities are the certificates to trust beside those of the system.
type authorities struct {
	read   func(string) ([]byte, error)
	common []*x509.Certificate // for all targets
}

// loadAuthorities reads the file that CONCORD_CA_FILE names, if it is set.
func loadAuthorities(env *environment, read func(string) ([]byte, error), found *problems) *authorities {
	a := &authorities{read: read}
	if file, ok := env.lookup("CONCORD_CA_FILE"); ok {
		a.common = a.load(value{text: file, shown: file, where: "CONCORD_CA_FILE"}, found)
	}
	return a
}

// pool returns what a target trusts: the system's authorities, the common ones
// and those of a file of its own, if it names one. It is nil for the system's alone.
func (a *authorities) pool(own value, found *problems) *x509.CertPool {
	certificates := slices.Clone(a.common)
	if own.given() {
		certificates = append(certificates, a.load(own, found)...)
	}
	if len(certificates) == 0 {
		return nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without any
	}
	for _, c := range certificates {
		pool.AddCert(c)
	}
	return pool
}

func (a *authorities) load(file value, found *problems) []*x509.Certificate {
	data, err := a.read(file.text)
	if err != nil {
		var in *fs.PathError
		if errors.As(err, &in) {
			err = in.Err // without the path, which may come from a secret
		}
		found.add(file.where, "cannot read the file %q of certificates: %w", file.shown, err)
		return nil
	}
	certificates, err := parseCertificates(data)
	if err != nil {
		found.add(file.where, "the file %q %w", file.shown, err)
	}
	return certificates
}

// parseCertificates reads PEM. Text between the blocks, and blocks of other kinds,
// are allowed; a certificate that cannot be read is not.
func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("holds a certificate (number %d) that cannot be read: %w", len(certificates)+1, err)
		}
		certificates = append(certificates, c)
	}
	if len(certificates) == 0 {
		return nil, errors.New("holds no certificate in PEM")
	}
	return certificates, nil
}
