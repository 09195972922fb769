package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/openapi"
	"concord/reports"
)

func (t *tool) mock() *cobra.Command {
	var addr, fault string
	c := &cobra.Command{
		Use:   "mock",
		Short: "Serve the documented APIs for people to develop against",
		Long: "Serve all documented APIs below /<provider>/, with real tokens and times, from the contracts.\n" +
			"The header " + mock.SituationHeader + " puts one request into a situation such as blocked-ip.\n" +
			"Control:\n" +
			"  GET  " + mock.ControlPath + "requests\n" +
			"  POST " + mock.ControlPath + "clock      {\"advance\": \"4m\"}\n" +
			"  PUT  " + mock.ControlPath + "situation  {\"provider\": \"popup\", \"situation\": \"blocked-ip\"}\n" +
			"  POST " + mock.ControlPath + "reset",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return t.runMock(c.Context(), addr, fault) },
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on")
	c.Flags().StringVar(&fault, "fault", "", "break one API on purpose, by the id of a fault or harmless variation (see concord faults)")
	return c
}

func (t *tool) runMock(ctx context.Context, addr, fault string) error {
	books, err := run.Books()
	if err != nil {
		return err
	}
	var docs []*openapi.Document
	for _, name := range slices.Sorted(maps.Keys(books)) {
		docs = append(docs, books[name].Doc)
	}
	server := mock.NewServer(docs)
	if fault != "" {
		f, err := mock.Find(docs, fault)
		if err != nil {
			return fmt.Errorf("--fault: %w", err)
		}
		server.Break(f)
		fmt.Fprintf(t.stdout, "BROKEN ON PURPOSE: %s (%s)\n", f.ID, f.What)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listening on %q: %w (--addr takes another address)", addr, err)
	}
	t.announce(listener.Addr(), docs, books)
	return serve(ctx, listener, server)
}

// serve answers requests until ctx ends, and then those that are under way.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		grace, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(grace) // who is not done by then is cut off
	})
	err := server.Serve(listener)
	if errors.Is(err, http.ErrServerClosed) {
		<-ended
		return nil
	}
	stop()
	return &failure{err: fmt.Errorf("serving the mock: %w", err), code: exitInconclusive}
}

// announce prints where each API is and the credentials it accepts, which are
// the examples of its document; also as a line that makes concord check it.
func (t *tool) announce(addr net.Addr, docs []*openapi.Document, books map[string]*judge.Book) {
	fmt.Fprintf(t.stdout, "MOCK of %d login APIs on http://%s (end with Ctrl-C)\n\n", len(docs), addr)
	w := tabwriter.NewWriter(t.stdout, 0, 4, 2, ' ', 0)
	for _, doc := range docs {
		base := fmt.Sprintf("http://%s/%s", addr, doc.Provider)
		fmt.Fprintf(w, "%s\t%s %s%s\n", doc.Provider, doc.Method, base, doc.Path)
		fmt.Fprintf(w, "\tprobe GET %s%s\n", base, mock.ProbePath)
		account := mock.Account(doc)
		var parts []string
		for _, kind := range slices.Sorted(maps.Keys(account)) {
			parts = append(parts, kind+" "+account[kind])
		}
		fmt.Fprintf(w, "\twith %s\n", strings.Join(parts, ", "))
		fmt.Fprintf(w, "\t%s\n", exported(suite.Provider(doc).Environment(base, account, base+mock.ProbePath)))
		fmt.Fprintf(w, "\ttry %s\n", reports.Curl(doc.Provider, contract.Exchange{Request: firstRequest(doc, base)}))
		if l := doc.Access().Token.Lifetime; l.Exactness == "implied" {
			fmt.Fprintf(w, "\ttokens live for %s, as the example implies; the document states no lifetime\n", l.Is)
		}
	}
	_ = w.Flush() // to a buffer and a terminal
	fmt.Fprintf(t.stdout, "\ncontrol  http://%s%s (see concord mock --help)\n", addr, mock.ControlPath)
}

// exported is the shell command that sets the variables ("NAME=value").
func exported(environ []string) string {
	line := "export"
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		line += " " + name + "=" + reports.ShellWord(value)
	}
	return line
}

// firstRequest is the first request that a document shows, to be sent to base.
func firstRequest(doc *openapi.Document, base string) contract.Request {
	header := map[string][]string{"Content-Type": {doc.Request.MediaType}}
	for _, h := range doc.Headers {
		header[h.Name] = []string{h.Example}
	}
	return contract.Request{Method: doc.Method, URL: base + doc.Path, Header: header, Body: string(doc.Request.Examples[0].Value.Append(nil))}
}
