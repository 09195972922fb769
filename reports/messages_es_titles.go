package reports

// The words, in all of messages_es_*.go and in specs/*.yaml: login = login,
// request = solicitud, answer = respuesta, refused = rechazado, granted =
// concedido, member and field = campo, life = vigencia, expires = vence, judged =
// juzgado, probe = sonda, target = destino, run = ejecución, environment =
// ambiente, deviation = desviación, provider = proveedor, caller = quien llama.

// titlesES says in Spanish what the cases are called: the summaries of the
// contracts' examples, and the titles that internal/suite derives.
var titlesES = []entry{
	// good answers, openapi/*.yaml
	{"answers valid credentials with an access token", "responde a credenciales válidas con un token de acceso"},
	{"answers valid credentials with an enveloped pair of tokens", "responde a credenciales válidas con un par de tokens dentro de un envoltorio"},
	{"answers valid credentials with a flat pair of tokens", "responde a credenciales válidas con un par de tokens en el primer nivel"},
	{"answers valid credentials with a token pair and transaction ids", "responde a credenciales válidas con un par de tokens e identificadores de transacción"},
	{"answers the basic request with an authorization", "responde a la solicitud básica con una autorización"},
	{"answers a request of the required members only", "responde a una solicitud que lleva solo los campos obligatorios"},
	{"answers a request with the short URL turned off", "responde a una solicitud con la URL corta desactivada"},
	{"answers the advanced request with an authorization", "responde a la solicitud avanzada con una autorización"},
	{"answers a request with settings for the profile", "responde a una solicitud con ajustes para el perfil"},
	{"grants the longest duration of %d minutes", "concede la duración máxima de %d minutos"},
	{"grants a duration of 1 minute", "concede una duración de 1 minuto"},
	{"grants a duration of %d minutes", "concede una duración de %d minutos"},

	// refusals, openapi/*.yaml
	{"refuses a body that is not JSON", "rechaza un cuerpo que no es JSON"},
	{"refuses a login without a %s", "rechaza un login sin %s"},
	{"refuses a login without an %s", "rechaza un login sin %s"},
	{"refuses a wrong password", "rechaza una contraseña incorrecta"},
	{"refuses a user it does not know", "rechaza a un usuario que no conoce"},
	{"refuses a profile it does not know", "rechaza un perfil que no conoce"},
	{"refuses a wrong API key", "rechaza una API key incorrecta"},
	{"refuses a point of sale that is not the client's", "rechaza un punto de venta que no es del cliente"},
	{"refuses an account that is not active", "rechaza una cuenta que no está activa"},
	{"refuses an address that is not whitelisted", "rechaza una dirección que no está en la lista de permitidas"},
	{"refuses further logins after too many attempts", "rechaza más logins después de demasiados intentos"},
	{"refuses more than %d minutes or grants no more than that", "rechaza más de %d minutos o no concede más que eso"},
	{"answers an unexpected error with status %d and a message", "responde a un error inesperado con el estado %d y un mensaje"},

	// what is derived, internal/suite/cases.go
	{"issues an access token that is %w", "emite un token de acceso que es %w"},
	{"issues a refresh token of its own", "emite un token de actualización propio"},
	{"issues access tokens that live for %w", "emite tokens de acceso que duran %w"},
	{"issues refresh tokens that live for %w", "emite tokens de actualización que duran %w"},
	{"says when its tokens expire", "dice cuándo vencen sus tokens"},
	{"keeps unique identifiers unique and stable ones stable", "mantiene únicos los identificadores únicos y estables los estables"},
	{"accepts the access token it has just issued", "acepta el token de acceso que acaba de emitir"},
	{"accepts the access token until it expires, not after", "acepta el token de acceso hasta que vence, y no después"},
	{"accepts the access token as long as was asked for, not longer", "acepta el token de acceso durante el tiempo pedido, y no más"},
	{"keeps the token of an earlier login", "conserva el token de un login anterior"},
	{"a JWT", "un JWT"},
	{"a UUID", "un UUID"},
	{"%d days", "%d días"},
	{"%d minutes", "%d minutos"},
	{"about %w", "unos %w"},
	{"as long as the example implies, %w", "lo que implica el ejemplo, %w"},
}
