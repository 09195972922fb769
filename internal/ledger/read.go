package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
)

// maxFile is the size in bytes beyond which a file is none of ours: each is
// rewritten long before.
const maxFile = 1 << 20

// Read reads the file of an account. A last line without its end was cut off, by
// a full disk or a loss of power: it counts as a bad login of now. Anything else
// that cannot be read is an error that names file and line.
func Read(name string, data []byte, now time.Time) (*History, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s: %d bytes are too many for the file of an account", name, len(data))
	}
	h := &History{}
	for number := 1; len(data) > 0; number++ {
		line, rest, whole := bytes.Cut(data, []byte("\n"))
		if !whole {
			h.torn = true
			h.add(event{At: now, Kind: torn})
			break
		}
		data = rest
		e, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
		h.ahead = h.ahead || e.At.After(now.Add(skew))
		h.add(e)
	}
	return h, nil
}

var (
	markForm  = regexp.MustCompile(fmt.Sprintf(`^[0-9a-f]{%d}$`, markDigits))
	loginForm = regexp.MustCompile(`^[0-9A-Z]{4,32}$`)
)

// parse reads a line. What JSON says of a bad one may quote it, and is left out.
func parse(line []byte) (event, error) {
	var e event
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return event{}, errors.New("the line is not an event of the ledger")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return event{}, errors.New("there is more in the line than an event of the ledger")
	}
	switch e.Kind {
	case provoked, repeated, torn:
		if e.Login != "" || e.Credentials != "" {
			return event{}, fmt.Errorf("an event %q is of no valid login", e.Kind)
		}
	case begun, granted, denied, refused, unanswered:
		if !loginForm.MatchString(e.Login) || !markForm.MatchString(e.Credentials) {
			return event{}, fmt.Errorf("an event %q needs a login and its credentials", e.Kind)
		}
	default:
		return event{}, errors.New("the event is of no known kind")
	}
	if year := e.At.Year(); year < 2000 || year > 9000 {
		return event{}, errors.New("the event has no time")
	}
	return e, nil
}

// encode renders events as the lines of a file.
func encode(events []event) []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b) // which ends each in a new line
	for _, e := range events {
		e.At = e.At.UTC()
		if err := w.Encode(e); err != nil {
			panic(err) // of a time out of bounds, which parse refuses and no clock shows
		}
	}
	return b.Bytes()
}

// Encode renders what is needed of a history as a file.
func (h *History) Encode(now time.Time) []byte { return encode(h.needed(now)) }
