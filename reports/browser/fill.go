package browser

import "reflect"

// Fill sets every string below value, which is a pointer, to text: fields,
// elements, and keys and values of maps. Strings of the given types stay as they
// are. It is how a test puts a hostile server's words wherever a page shows any.
func Fill(value any, text string, keep ...reflect.Type) {
	f := filler{text: text, keep: map[reflect.Type]bool{}}
	for _, t := range keep {
		f.keep[t] = true
	}
	f.fill(reflect.ValueOf(value).Elem())
}

type filler struct {
	text string
	keep map[reflect.Type]bool
}

func (f filler) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if !f.keep[v.Type()] {
			v.SetString(f.text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			f.fill(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		f.fillMap(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	}
}

// fillMap gives a map one entry per different key, the last of several.
func (f filler) fillMap(v reflect.Value) {
	filled := reflect.MakeMap(v.Type())
	for entries := v.MapRange(); entries.Next(); {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.Set(entries.Key())
		value.Set(entries.Value())
		f.fill(key)
		f.fill(value)
		filled.SetMapIndex(key, value)
	}
	if !v.IsNil() {
		v.Set(filled)
	}
}
