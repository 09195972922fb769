package reports

// phrasesESFormats is the Spanish of the phrases in the files of the formats.
var phrasesESFormats = map[string]string{}
