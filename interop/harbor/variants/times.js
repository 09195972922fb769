'use strict';
// Deviations in the timestamps of starship, popup and tecalis.

const { utc } = require('../lib/clock');
const { granted, third, deviation } = require('./edits');

const SAID = {
  starship: 'access_expires_at: datetime, "Access token expiration timestamp (UTC)"; example 2024-01-15T10:30:00Z.',
  popup: 'access_expires_at: datetime, "Access token expiration timestamp (RFC3339, UTC)".',
  tecalis: 'expiredAt is the end of the authorization; example "2026-01-12T12:34:56Z".',
};

const seconds = (stamp) => Date.parse(stamp) / 1000;
const stamps = (edit, which = 'accessEnd') => granted((reply, { provider, clock }) => {
  const place = provider.places[which];
  reply.put(place, edit(reply.get(place), clock));
});
const madrid = (stamp) => utc(seconds(stamp) + 7200).replace('Z', '+02:00');
const spaced = (stamp) => stamp.replace('T', ' ').replace('Z', '');
const past = (stamp, clock) => utc(clock.seconds() - 3600);

const swapEnds = granted((reply, { provider: { places } }) => {
  const access = reply.get(places.accessEnd);
  reply.put(places.accessEnd, reply.get(places.refreshEnd)).put(places.refreshEnd, access);
});

const TIMES = [
  ['time-two-hours-on', 'starship popup tecalis', 'The timestamp is local time, two hours on, labelled Z; the token keeps its end.',
    stamps((stamp) => utc(seconds(stamp) + 7200))],
  ['time-before-token', 'starship popup', 'The timestamp lies ten minutes before the exp claim.', stamps((stamp) => utc(seconds(stamp) - 600))],
  ['time-offset', 'starship popup', 'The right instant is written with +02:00 in place of UTC.', stamps(madrid)],
  ['refresh-time-offset', 'popup', 'The right instant of refresh_expires_at is written with -05:00 in place of UTC.',
    stamps((stamp) => utc(seconds(stamp) - 18000).replace('Z', '-05:00'), 'refreshEnd')],
  ['time-no-zone', 'starship popup tecalis', 'The timestamp has no time zone.', stamps((stamp) => stamp.replace('Z', ''))],
  ['time-spaced', 'popup tecalis', 'The timestamp is written 2024-01-15 10:30:00.', stamps(spaced)],
  ['time-past', 'starship popup tecalis', 'The timestamp lies an hour in the past.', stamps(past)],
  ['time-epoch', 'starship popup tecalis', 'The timestamp is a number of seconds.', stamps(seconds)],
  ['time-http', 'starship tecalis', 'The timestamp is written as in an HTTP header.', stamps((stamp) => new Date(stamp).toUTCString())],
  ['time-date-only', 'popup tecalis', 'The timestamp is a date without a time.', stamps((stamp) => stamp.slice(0, 10))],
  ['time-impossible', 'popup', 'The timestamp is the 30th of February.', stamps((stamp) => `${Number(stamp.slice(0, 4)) + 1}-02-30T10:30:00Z`)],
  ['time-empty', 'starship', 'The timestamp is an empty string.', stamps(() => '')],
  ['time-issue', 'starship tecalis', 'The timestamp is the time of the login, not the end.', stamps((stamp, clock) => utc(clock.seconds()))],
  ['times-exchanged', 'starship popup', 'The two timestamps are exchanged.', swapEnds],
  ['refresh-time-missing', 'starship', 'refresh_expires_at is missing.', granted((reply) => { reply.drop('refresh_expires_at'); })],
  ['refresh-time-past', 'popup starship', 'refresh_expires_at lies in the past.', stamps(past, 'refreshEnd')],
  ['third-time-off', 'popup tecalis', 'Every third timestamp is two hours on.',
    third((reply, { provider: { places } }) => { reply.put(places.accessEnd, utc(seconds(reply.get(places.accessEnd)) + 7200)); })],
];

module.exports = TIMES.flatMap(([slug, providers, what, apply]) => (
  providers.split(' ').map((provider) => deviation(provider, slug, what, SAID[provider], apply))
));
