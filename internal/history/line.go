package history

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"concord/internal/contract"
)

// line is a run as it is stored: short, since there are many.
type line struct {
	Verdict   string  `json:"v"` // its first letter
	Failed    int     `json:"f,omitempty"`
	LifetimeS float64 `json:"l,omitempty"`
	LatencyMS float64 `json:"m,omitempty"`
}

var verdicts = map[string]contract.Verdict{
	"c": contract.Conformant, "n": contract.Nonconformant, "i": contract.Inconclusive,
}

// lineOf sums up a run. The lifetime is that of the token that ends first: the
// access token's.
func lineOf(r contract.Results) line {
	l := line{Verdict: string(r.Verdict)[:1], Failed: r.Summary.Fail + r.Summary.Known}
	var latencies []float64
	tokens := map[string]TokenShape{}
	for _, e := range r.Exchanges {
		if e.Granted() {
			latencies = append(latencies, e.DurationMS)
			tokenShapes(e.Tokens, tokens)
		}
	}
	l.LatencyMS = float64(int(median(latencies)*10+0.5)) / 10
	for _, t := range tokens {
		if t.LifetimeS > 0 && (l.LifetimeS == 0 || t.LifetimeS < l.LifetimeS) {
			l.LifetimeS = t.LifetimeS
		}
	}
	return l
}

// pastRun reads a stored run.
func pastRun(key, value []byte) (contract.PastRun, error) {
	var l line
	if len(key) < 8 {
		return contract.PastRun{}, errors.New("the key of a run is too short")
	}
	if err := json.Unmarshal(value, &l); err != nil {
		return contract.PastRun{}, err
	}
	return contract.PastRun{
		RunID: string(key[8:]), StartedAt: time.Unix(0, int64(binary.BigEndian.Uint64(key))).UTC(),
		Verdict: verdicts[l.Verdict], Failed: l.Failed, LifetimeS: l.LifetimeS, LatencyMS: l.LatencyMS,
	}, nil
}
