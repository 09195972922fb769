package reports

// findingsES says in Spanish what deviates: the messages of internal/judge.
var findingsES = []entry{
	{"%w (%d of %d answers)", "%w (%d de %d respuestas)"},

	// check_answer.go
	{"the answer has status %s instead of %s", "la respuesta tiene el estado %s en lugar de %s"},
	{"the answer has status %s instead of %s: unless the configured credentials are wrong, good ones are refused",
		"la respuesta tiene el estado %s en lugar de %s: salvo que las credenciales configuradas sean incorrectas, se rechazan credenciales válidas"},
	{"the answer has status %s instead of %s: unless the base URL is wrong, the login is not where it is documented",
		"la respuesta tiene el estado %s en lugar de %s: salvo que la URL base sea incorrecta, el login no está donde se documenta"},
	{"the answer is a redirect (%s), which no client of this API is told to follow",
		"la respuesta es una redirección (%s), que a ningún cliente de esta API se le indica seguir"},
	{"the login is granted with status %s instead of refused with %s", "el login se concede con el estado %s en lugar de rechazarse con %s"},
	{"the answer is not declared as JSON but as %q", "la respuesta no se declara como JSON sino como %q"},
	{"the answer has no Content-Type", "la respuesta no tiene Content-Type"},

	// check_json.go
	{"the body is empty", "el cuerpo está vacío"},
	{"the body begins with a byte order mark, which JSON does not have", "el cuerpo comienza con una marca de orden de bytes, que JSON no tiene"},
	{"the body is not valid UTF-8", "el cuerpo no es UTF-8 válido"},
	{"the body is not JSON", "el cuerpo no es JSON"},
	{"the body is an HTML or XML page, not JSON", "el cuerpo es una página HTML o XML, no JSON"},
	{"the JSON document breaks off before its end", "el documento JSON se interrumpe antes de su fin"},
	{"the body is malformed JSON", "el cuerpo es JSON mal formado"},
	{"more follows the JSON document in the body", "después del documento JSON hay algo más en el cuerpo"},
	{"a member stands twice in the same object", "un campo aparece dos veces en el mismo objeto"},
	{"%s stands twice in the same object", "%s aparece dos veces en el mismo objeto"},
	{"the body is a JSON document inside a JSON string", "el cuerpo es un documento JSON dentro de una cadena JSON"},
	{"the body nests too deep to be read", "el cuerpo tiene demasiados niveles para leerlo"},
	{"a string escapes half of a character", "una cadena contiene el escape de medio carácter"},
	{"the body is not in the coding that its Content-Encoding declares", "el cuerpo no está en la codificación que declara su Content-Encoding"},
	{"the connection ended before the body was complete", "la conexión terminó antes de que el cuerpo estuviera completo"},

	// check_fields.go
	{"%s is missing", "falta %s"},
	{"%s arrived as %s", "%s llegó como %s"},
	{"%s stands at %s instead of %s", "%s está en %s en lugar de %s"},
	{"%s is %w, not %w", "%s es %w, no %w"},
	{"%s differs from the documented literal", "%s difiere del literal documentado"},
	{"%s is not a valid %s", "%s no tiene el formato válido de %s"},
	{"%s does not have the documented form", "%s no tiene la forma documentada"},
	{"%s breaks the schema's %s", "%s incumple %s del esquema"},
	{"the body is %w, not %w", "el cuerpo es %w, no %w"},
	{"the body differs from the documented literal", "el cuerpo difiere del literal documentado"},
	{"the body is not a valid %s", "el cuerpo no tiene el formato válido de %s"},
	{"the body does not have the documented form", "el cuerpo no tiene la forma documentada"},
	{"the body breaks the schema's %s", "el cuerpo incumple %s del esquema"},
	{"%s is empty", "%s está vacío"},
	{"%s is the literal of another answer", "%s es el literal de otra respuesta"},
	{"%s is not documented", "%s no está documentado"},

	// check_refusal.go
	{"a login that cannot succeed is granted with status %d", "un login que no puede tener éxito se concede con el estado %d"},
	{"the answer is a redirect (%d), not a refusal", "la respuesta es una redirección (%d), no un rechazo"},
	{"the server fails with status %d instead of refusing", "el servidor falla con el estado %d en lugar de rechazar"},
	{"status %d is none that a refused login is answered with", "el estado %d no es ninguno con el que se responda a un login rechazado"},
	{"a refusal carries a token", "un rechazo lleva un token"},
	{"a refusal carries a token in the header %s", "un rechazo lleva un token en el header %s"},
	{"after this refusal a good login is answered with status %d", "después de este rechazo, un login correcto se responde con el estado %d"},

	// check_limit.go
	{"%d refused logins in quick succession meet no limit", "%d logins rechazados en rápida sucesión no encuentran ningún límite"},
	{"attempt %d of a user that does not exist is granted", "se concede el intento %d de un usuario que no existe"},

	// check_token.go
	{"there is no token in %s", "no hay ningún token en %s"},
	{"%s does not have the form of a %s", "%s no tiene la forma de un %s"},
	{"%s is not a sound JWT: %w", "%s no es un JWT correcto: %w"},
	{"%s has no exp claim: nothing in it ends its life", "%s no tiene el claim exp: nada en él pone fin a su vigencia"},
	{"%s ends before it was issued: exp is not after iat", "%s termina antes de haber sido emitido: exp no es posterior a iat"},
	{"%s is valid at no time: nbf is not before exp", "%s no es válido en ningún momento: nbf no es anterior a exp"},
	{"%s is not yet valid when it is issued", "%s todavía no es válido cuando se emite"},
	{"%s had expired when it was issued", "%s ya estaba vencido cuando se emitió"},
	{"%s was issued in the future of the server's own clock", "%s se emitió en el futuro del propio reloj del servidor"},
	{"%s is new but says that it was issued long ago", "%s es nuevo pero dice que se emitió hace mucho"},
	{"the refresh token is the access token", "el token de actualización es el token de acceso"},

	// check_lifetime.go
	{"%s lives for another time than documented", "%s dura un tiempo distinto del documentado"},
	{"%s lives for another time than the example implies; the document states none",
		"%s dura un tiempo distinto del que implica el ejemplo; el documento no declara ninguno"},
	{"%s lives longer than the documented maximum", "%s dura más que el máximo documentado"},

	// check_timestamps.go
	{"%s does not say when %s expires", "%s no dice cuándo vence %s"},
	{"%s is not in UTC", "%s no está en UTC"},
	{"%s is not when %s expires", "%s no es el momento en que vence %s"},
	{"%s lies in the past", "%s está en el pasado"},
	{"%s promises another life than documented", "%s promete una vigencia distinta de la documentada"},
	{"the refresh token ends before the access token that it is to refresh", "el token de actualización termina antes que el token de acceso que debe renovar"},

	// check_identifiers.go
	{"%s is the same in two answers", "%s es igual en dos respuestas"},
	{"%s changes from answer to answer", "%s cambia de una respuesta a otra"},

	// check_probe.go
	{"a token just issued is refused", "se rechaza un token recién emitido"},
	{"the token is refused before its life is over", "el token se rechaza antes de que termine su vigencia"},
	{"the token is still accepted shortly after its end", "el token todavía se acepta poco después de su fin"},
	{"the token is accepted after its life is over", "el token se acepta después de terminada su vigencia"},
	{"a login after expiry is answered with status %d", "un login después del vencimiento se responde con el estado %d"},
	{"a login after expiry gives the expired token once more", "un login después del vencimiento entrega otra vez el token vencido"},
	{"the token of a login after expiry is refused", "se rechaza el token de un login después del vencimiento"},
	{"a second login ends the token of the first", "un segundo login termina el token del primero"},
	{"the token of a second login is refused", "se rechaza el token de un segundo login"},
	{"a second login is refused while the first one's token lives", "se rechaza un segundo login mientras el token del primero está vigente"},
}
