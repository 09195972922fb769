package openapi

import (
	"encoding/json"
	"strconv"
	"strings"
)

// maxExponent is well beyond every literal and bound of a contract, and small
// enough for exact arithmetic to be quick.
const maxExponent = 400

// bounded replaces, in a value made of maps and slices of its own, the numbers
// that the schema library cannot compute with: beyond an exponent of a million
// it panics on minimum and maximum, and long before that it takes its time. The
// numbers put in their place have the same verdict by every keyword.
func bounded(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = bounded(member)
		}
	case []any:
		for i, item := range v {
			v[i] = bounded(item)
		}
	case json.Number:
		return json.Number(boundedNumber(string(v)))
	}
	return v
}

// boundedNumber returns lit where its exponent is harmless; else zero for zero,
// a number of the same sign that is just as far off any literal, or the same
// number written with its first digit before the point.
func boundedNumber(lit string) string {
	mark := strings.IndexAny(lit, "eE")
	if mark < 0 {
		return lit
	}
	exponent, err := strconv.Atoi(lit[mark+1:])
	if err == nil && -maxExponent <= exponent && exponent <= maxExponent {
		return lit
	}
	mantissa, negative := strings.CutPrefix(lit[:mark], "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0"
	}
	sign := ""
	if negative {
		sign = "-"
	}
	// Atoi keeps to the nearest int where the exponent has too many digits; the
	// sum cannot overflow once it is cut to what no mantissa in memory makes up for.
	exponent = max(min(exponent, 1<<40), -1<<40) + len(digits) - 1 - len(fraction)
	switch {
	case exponent > maxExponent:
		return sign + "1e" + strconv.Itoa(maxExponent)
	case exponent < -maxExponent:
		return sign + "1e-" + strconv.Itoa(maxExponent)
	default:
		return sign + digits[:1] + "." + digits[1:] + "0e" + strconv.Itoa(exponent)
	}
}
