package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"concord/internal/contract"
)

// WriteObservations writes observations.jsonl: the run on the first line, then
// one observation a line, in the given order. Like [WriteResults] it is
// deterministic and refuses another schema version.
func WriteObservations(w io.Writer, run contract.Run, obs []contract.Observation) error {
	if err := checkVersion(run.SchemaVersion); err != nil {
		return fmt.Errorf("writing observations: %w", err)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(completeRun(run)); err != nil {
		return fmt.Errorf("writing the run of the observations: %w", err)
	}
	for _, o := range obs {
		if err := enc.Encode(completeObservation(o)); err != nil {
			return fmt.Errorf("writing the observation of case %q: %w", o.Case, err)
		}
	}
	return nil
}

// ReadObservations reads what [WriteObservations] wrote, as strictly as
// [ReadResults]; a blank line and an observation without a case are errors too.
// Errors name the line, counted from 1.
func ReadObservations(r io.Reader) (contract.Run, []contract.Observation, error) {
	run, obs, err := readObservations(r)
	if err != nil {
		return contract.Run{}, nil, fmt.Errorf("reading observations: %w", err)
	}
	return run, obs, nil
}

func readObservations(r io.Reader) (contract.Run, []contract.Observation, error) {
	var run contract.Run
	data, err := readLimited(r)
	if err != nil {
		return run, nil, err
	}
	number := 0
	obs := []contract.Observation{}
	for line := range bytes.Lines(data) {
		number++
		if number == 1 {
			run, err = readRun(line)
		} else {
			obs, err = appendObservation(obs, line)
		}
		if err != nil {
			return run, nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if number == 0 {
		return run, nil, errors.New("line 1: no run")
	}
	return run, obs, nil
}

func readRun(line []byte) (contract.Run, error) {
	var run contract.Run
	err := decodeVersioned(line, &run)
	return completeRun(run), err
}

func appendObservation(obs []contract.Observation, line []byte) ([]contract.Observation, error) {
	var o contract.Observation
	if err := decodeStrict(line, &o); err != nil {
		return nil, err
	}
	if o.Case == "" {
		return nil, errors.New("the observation names no case")
	}
	return append(obs, completeObservation(o)), nil
}
