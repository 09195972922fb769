package judge_test

import (
	"fmt"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// change turns the world of a faithful server into another one.
type change func(*world)

// on changes every answer to a step.
func on(step contract.Step, f func(*world, *reply)) change {
	return func(w *world) {
		for _, r := range w.replies {
			if r.step == step {
				f(w, r)
			}
		}
	}
}

func each(f func(*world, *reply)) change { return on(contract.StepLogin, f) }

// only changes one of the answers to the login, from 0.
func only(n int, f func(*world, *reply)) change {
	return func(w *world) {
		for _, r := range w.replies {
			if r.step != contract.StepLogin {
				continue
			}
			if n == 0 {
				f(w, r)
			}
			n--
		}
	}
}

func all(changes ...change) change {
	return func(w *world) {
		for _, c := range changes {
			c(w)
		}
	}
}

func status(code int) func(*world, *reply) { return func(_ *world, r *reply) { r.status = code } }

func text(s string) func(*world, *reply) {
	return func(_ *world, r *reply) { r.body, r.text = nil, s }
}

// spelled changes the text of the body.
func spelled(f func(string) string) func(*world, *reply) {
	return func(_ *world, r *reply) { r.text, r.body = f(string(r.body.Append(nil))), nil }
}

func header(name, value string) func(*world, *reply) {
	return func(_ *world, r *reply) { r.header.Set(name, value) }
}

func parent(r *reply, pointer string) (*wire.Value, string) {
	cut := strings.LastIndex(pointer, "/")
	return r.body.At(pointer[:cut]), pointer[cut+1:]
}

func set(pointer string, v *wire.Value) func(*world, *reply) {
	return func(_ *world, r *reply) {
		in, name := parent(r, pointer)
		in.Set(name, v.Clone())
	}
}

func drop(pointer string) func(*world, *reply) {
	return func(_ *world, r *reply) {
		in, name := parent(r, pointer)
		in.Delete(name)
	}
}

func rename(pointer, to string) func(*world, *reply) {
	return func(_ *world, r *reply) {
		in, name := parent(r, pointer)
		for i := range in.Members {
			if in.Members[i].Name == name {
				in.Members[i].Name = to
			}
		}
	}
}

// envelope puts the body into a member, or takes it out of one.
func envelope(name string) func(*world, *reply) {
	return func(_ *world, r *reply) { r.body = wire.ObjectValue(wire.Member{Name: name, Value: r.body}) }
}

func unwrap(name string) func(*world, *reply) {
	return func(_ *world, r *reply) {
		inner := r.body.Get(name)
		r.body.Delete(name)
		r.body.Members = append(r.body.Members, inner.Members...)
	}
}

func (w *world) token(role string) *openapi.Property {
	for _, p := range w.book.Doc.Tokens() {
		if p.Token.Role == role {
			return p
		}
	}
	return nil
}

// issued issues the token of a role again; {n} in it becomes a number of its own.
func issued(role string, token func(at time.Time) string) func(*world, *reply) {
	return func(w *world, r *reply) {
		w.put(r, w.token(role), strings.ReplaceAll(token(r.at), "{n}", fmt.Sprint(w.issued)))
	}
}

// claims issues a JWT for a role. In its claims <60> becomes the NumericDate of
// 60 seconds after the answer, and {n} a number of its own.
func claims(role, header, format string) func(*world, *reply) {
	return func(w *world, r *reply) {
		text := format
		for {
			open, end := strings.Index(text, "<"), strings.Index(text, ">")
			if open < 0 {
				break
			}
			var offset float64
			_, _ = fmt.Sscanf(text[open+1:end], "%g", &offset)
			text = text[:open] + fmt.Sprintf("%.3f", float64(r.at.Unix())+offset) + text[end+1:]
		}
		text = strings.ReplaceAll(text, "{n}", fmt.Sprint(w.issued))
		w.put(r, w.token(role), jwt(header, text))
	}
}

const hs256 = `{"alg":"HS256"}`

// companion sets the timestamp beside a token to a time after the answer.
func companion(role string, after time.Duration, layout string) func(*world, *reply) {
	return func(w *world, r *reply) {
		r.body.At(w.token(role).Token.Expires.At).Text = r.at.Add(after).Format(layout)
	}
}

// same gives every good answer the tokens of the first one.
func same(role string) change {
	return func(w *world) {
		p, placeholder := w.token(role), ""
		var facts contract.Token
		for _, r := range w.replies {
			if r.step != contract.StepLogin && r.step != contract.StepRenewal {
				continue
			}
			if placeholder == "" {
				placeholder = r.body.At(p.Pointer).Text
				facts = r.tokens[placeholder]
			}
			*r.body.At(p.Pointer) = *wire.StringValue(placeholder)
			r.tokens[placeholder] = facts
		}
	}
}
