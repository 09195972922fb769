package history

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"concord/internal/contract"
)

// fileName is the database's in the state directory.
const fileName = "history.db"

// lockWait is how long another process may keep the file to itself: a write
// takes milliseconds.
const lockWait = 15 * time.Second

// fillPercent is how full a page is left when it splits: runs come in order, so
// that nothing is put into the earlier ones.
const fillPercent = 0.95

// Buckets at the top; below runs there is one for each target.
var (
	bucketStates = []byte("states")
	bucketRuns   = []byte("runs")
)

// Store is the history of all targets. It holds the file only while it reads or
// writes, so that several processes can share it.
type Store struct {
	path   string
	policy Policy
}

// NewStore returns the history in a state directory. Nothing is read yet, and the
// directory is made by the first write.
func NewStore(dir string, p Policy) (*Store, error) {
	if dir == "" {
		return nil, errors.New("opening the history: there is no state directory (set CONCORD_STATE)")
	}
	return &Store{path: filepath.Join(dir, fileName), policy: p}, nil
}

// Add takes in the results of a live run and returns what it changed. A run that
// is there already changes nothing. The write is durable when Add returns.
func (s *Store) Add(r contract.Results) (Changes, error) {
	var changes Changes
	err := s.update(func(tx *bbolt.Tx) error {
		runs, err := tx.Bucket(bucketRuns).CreateBucketIfNotExists([]byte(r.Target.Name))
		if err != nil {
			return err
		}
		key := runKey(r.StartedAt, r.RunID)
		if runs.Get(key) != nil {
			return nil
		}
		state, err := readState(tx, r.Target.Name)
		if err != nil {
			return err
		}
		var after State
		after, changes = Advance(state, r, s.policy)
		runs.FillPercent = fillPercent
		if err := put(runs, key, lineOf(r)); err != nil {
			return err
		}
		return put(tx.Bucket(bucketStates), []byte(r.Target.Name), after)
	})
	if err != nil {
		return Changes{}, fmt.Errorf("writing the history of %s: %w", r.Target.Name, err)
	}
	return changes, nil
}

// Sent takes notices that were sent out of a target's outbox.
func (s *Store) Sent(target string, notices []Notice) error {
	if len(notices) == 0 {
		return nil
	}
	err := s.update(func(tx *bbolt.Tx) error {
		state, err := readState(tx, target)
		if err != nil {
			return err
		}
		state.Outbox = slices.DeleteFunc(state.Outbox, func(n Notice) bool { return slices.Contains(notices, n) })
		return put(tx.Bucket(bucketStates), []byte(target), state)
	})
	if err != nil {
		return fmt.Errorf("writing the history of %s: %w", target, err)
	}
	return nil
}

// State returns what is known of a target; the zero state if nothing is.
func (s *Store) State(target string) (State, error) {
	var state State
	err := s.view(func(tx *bbolt.Tx) (err error) {
		state, err = readState(tx, target)
		return err
	})
	if err != nil {
		return State{}, fmt.Errorf("reading the history of %s: %w", target, err)
	}
	return state, nil
}

// Runs returns the latest runs of a target, at most limit, oldest first.
func (s *Store) Runs(target string, limit int) ([]contract.PastRun, error) {
	var out []contract.PastRun
	err := s.view(func(tx *bbolt.Tx) error {
		runs := tx.Bucket(bucketRuns).Bucket([]byte(target))
		if runs == nil {
			return nil
		}
		c := runs.Cursor()
		for key, value := c.Last(); key != nil && len(out) < limit; key, value = c.Prev() {
			run, err := pastRun(key, value)
			if err != nil {
				return err
			}
			out = append(out, run)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", target, err)
	}
	slices.Reverse(out)
	return out, nil
}

// Targets lists the targets that have a history, sorted.
func (s *Store) Targets() ([]string, error) {
	var out []string
	err := s.view(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketRuns).ForEachBucket(func(name []byte) error {
			out = append(out, string(name))
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	return out, nil
}

func readState(tx *bbolt.Tx, target string) (State, error) {
	var state State
	if data := tx.Bucket(bucketStates).Get([]byte(target)); data != nil {
		if err := json.Unmarshal(data, &state); err != nil {
			return State{}, fmt.Errorf("the state of %s cannot be read: %w", target, err)
		}
	}
	return state, nil
}

func put(b *bbolt.Bucket, key []byte, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return b.Put(key, data)
}

// runKey orders runs by their beginning; the id tells those of one instant apart.
func runKey(began time.Time, id string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(began.UnixNano())), id...)
}

// update runs a transaction that writes.
func (s *Store) update(f func(*bbolt.Tx) error) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	db, err := s.open(false)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketStates, bucketRuns} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return f(tx)
	})
	return errors.Join(err, db.Close())
}

// view runs a transaction that reads; without a file there is nothing to read.
func (s *Store) view(f func(*bbolt.Tx) error) error {
	if info, err := os.Stat(s.path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil // an empty file is one whose maker was killed
	}
	db, err := s.open(true)
	if err != nil {
		return err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketRuns) == nil || tx.Bucket(bucketStates) == nil {
			return nil // made, and not yet written to
		}
		return f(tx)
	})
	return errors.Join(err, db.Close())
}

func (s *Store) open(readOnly bool) (*bbolt.DB, error) {
	db, err := bbolt.Open(s.path, 0o600, &bbolt.Options{Timeout: lockWait, ReadOnly: readOnly, FreelistType: bbolt.FreelistMapType})
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, fmt.Errorf("%s: another process has kept it for %s", s.path, lockWait)
	default:
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
}
