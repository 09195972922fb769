package target

import (
	"errors"
	"fmt"
)

// problems collects configuration errors, each on one line.
type problems []error

// add records a problem with what stands at where: a variable's name, or file,
// line and key.
func (p *problems) add(where, format string, args ...any) {
	*p = append(*p, fmt.Errorf("%s: %w", where, fmt.Errorf(format, args...)))
}

func (p *problems) join(err error) {
	if err != nil {
		*p = append(*p, err)
	}
}

func (p problems) joined() error { return errors.Join(p...) }
