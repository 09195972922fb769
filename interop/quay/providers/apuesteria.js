'use strict';
const { mint } = require('../lib/tokens');
const { object, lacks, same, PARTNER } = require('./fields');

const POINT_OF_SALE = 7;
const NO_POINT = {
  status: 404,
  message: 'El Punto de Venta no existe o no esta asignada al cliente enviado. Favor de contactar al administrador del sistema.[1018]',
};

module.exports = {
  name: 'apuesteria',
  path: '/api/v4/affiliates/login/',
  cfg: {
    life: { access: 15 * 60 },
    required: ['username', 'password'],
    accepts: same(PARTNER),
    isPoint: Number.isInteger,
    knows: (point) => point === POINT_OF_SALE,
  },
  login(q, cfg, S) {
    const no = (why, status, message) => cfg.refuse({ why, status, body: { status, message } });
    const b = object(q.json);
    if (q.malformed) return no('malformed', 400, 'JSON invalido');
    if (lacks(b, cfg.required) || !cfg.isPoint(b.affiliate_point_of_sale_id)) return no('missing', 400, 'Faltan datos');
    if (!cfg.accepts(b.username, b.password)) return no('credentials', 401, 'Credenciales invalidas');
    if (!cfg.knows(b.affiliate_point_of_sale_id)) return { status: 404, body: NO_POINT };
    return { status: 201, body: { status: 201, access_token: mint(cfg, S, { sub: b.username }).token } };
  },
};
