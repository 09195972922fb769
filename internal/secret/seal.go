package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

const ivSize = aes.BlockSize

// sealKey encrypts and macKey derives the nonce; both live as long as the process.
var sealKey, macKey = randomBytes(32), randomBytes(32)

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}

// seal encrypts s under a nonce derived from s itself (the idea of RFC 5297):
// equal texts give equal seals, so that values stay comparable.
func seal(s string) string {
	mac := hmac.New(sha256.New, macKey)
	_, _ = io.WriteString(mac, s)
	out := append(make([]byte, 0, ivSize+len(s)), mac.Sum(nil)[:ivSize]...)
	out = append(out, s...)
	stream(out[:ivSize]).XORKeyStream(out[ivSize:], out[ivSize:])
	return hex.EncodeToString(out)
}

func open(sealed string) string {
	b, err := hex.DecodeString(sealed)
	if err != nil || len(b) < ivSize {
		return "" // the zero value: New makes no other
	}
	stream(b[:ivSize]).XORKeyStream(b[ivSize:], b[ivSize:])
	return string(b[ivSize:])
}

func stream(iv []byte) cipher.Stream {
	block, err := aes.NewCipher(sealKey)
	if err != nil {
		panic(err) // unreachable: the key has 32 bytes
	}
	return cipher.NewCTR(block, iv)
}
