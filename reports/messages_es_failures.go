package reports

// failuresES says in Spanish why no complete answer came, and what an exchange
// was for.
var failuresES = []entry{
	// internal/transport
	{"the host of %q has no address (DNS)", "el host de %q no tiene dirección (DNS)"},
	{"%q refused the connection: nobody listens there", "%q rechazó la conexión: nadie escucha allí"},
	{"%q cannot be reached from this network", "no se puede llegar a %q desde esta red"},
	{"no secure connection with %q: %s", "no hay conexión segura con %q: %s"},
	{"%q reset the connection before it answered", "%q restableció la conexión antes de responder"},
	{"%q closed the connection before it answered", "%q cerró la conexión antes de responder"},
	{"no complete answer from %q in time", "no hubo a tiempo una respuesta completa de %q"},
	{"the request to %q was given up: the run was stopped", "se abandonó la solicitud a %q: se detuvo la ejecución"},
	{"what %q answered is not HTTP: %s", "lo que respondió %q no es HTTP: %s"},
	{"the answer of %q has more than %d bytes", "la respuesta de %q tiene más de %d bytes"},
	{"no answer from %q: %s", "no hubo respuesta de %q: %s"},
	{"the server is not available: it answered %s", "el servidor no está disponible: respondió %s"},
	{"not sent: %s", "no se envió: %w"},
	{"the scheme %q is neither https nor http", "el esquema %q no es https ni http"},
	{"the URL holds credentials", "la URL contiene credenciales"},
	{"the host %q is not one of this target's", "el host %q no es de este destino"},
	{"plain http is for this machine only, not for %q", "http sin cifrar es solo para esta máquina, no para %q"},
	{"the URL cannot be read", "no se puede leer la URL"},
	{"the method %q is not valid", "el método %q no es válido"},

	// contract.Step
	{"login", "login"},
	{"login after a refusal", "login después de un rechazo"},
	{"login after expiry", "login después del vencimiento"},
	{"probe without a token", "sonda sin token"},
	{"probe with a garbage token", "sonda con un token inventado"},
	{"probe with a fresh token", "sonda con un token recién emitido"},
	{"probe just before expiry", "sonda justo antes del vencimiento"},
	{"probe after expiry", "sonda después del vencimiento"},
	{"probe long after expiry", "sonda mucho después del vencimiento"},
	{"probe with the earlier login's token", "sonda con el token del login anterior"},
	{"probe with the later login's token", "sonda con el token del login posterior"},
	{"probe with the renewed token", "sonda con el token renovado"},
}
